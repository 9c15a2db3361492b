{
    "name": "Customer 360",
    "summary": "One contact history per customer, from the records the ERP already has",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["contacts", "calendar", "phone_validation"],
    "data": [
        "security/crm_customer360_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/crm_touchpoint_views.xml",
        "views/crm_touchpoint_source_views.xml",
        "views/res_partner_views.xml",
        "views/crm_customer360_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["crm_customer360/static/src/**/*"],
        "web.assets_unit_tests": ["crm_customer360/static/tests/**/*.test.js"],
        "web.assets_tests": ["crm_customer360/static/tests/tours/**/*"],
    },
    "application": True,
}
