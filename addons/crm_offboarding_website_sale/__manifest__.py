{
    "name": "Customer Offboarding: Shop",
    "summary": "Customers parted with are told in the shop, politely and before they pay",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_offboarding", "website_sale"],
    "data": ["views/website_sale_templates.xml"],
    "assets": {"web.assets_tests": ["crm_offboarding_website_sale/static/tests/tours/**/*"]},
    "auto_install": True,
}
