{
    "name": "Customer Analytics",
    "summary": "The profit of each customer from posted accounting, reconciled to the cent",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_customer360", "sale", "account", "crm"],
    "data": [
        "security/crm_analytics_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/crm_score_run_views.xml",
        "views/crm_profit_fact_views.xml",
        "views/crm_profit_customer_views.xml",
        "views/crm_profit_reconciliation_views.xml",
        "views/crm_analytics_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["crm_analytics/static/src/**/*"],
        "web.assets_unit_tests": ["crm_analytics/static/tests/**/*.test.js"],
    },
    "application": True,
}
