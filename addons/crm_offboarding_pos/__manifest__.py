{
    "name": "Customer Offboarding: Point of Sale",
    "summary": "The till does not take customers parted with; what was sold all the same stands on their case",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_offboarding", "point_of_sale"],
    "data": ["data/mail_activity_type_data.xml"],
    "assets": {
        "point_of_sale._assets_pos": ["crm_offboarding_pos/static/src/app/**/*"],
        "web.assets_unit_tests": ["crm_offboarding_pos/static/tests/unit/**/*"],
        "web.assets_tests": ["crm_offboarding_pos/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
