{
    "name": "Customer Offboarding: Profit",
    "summary": "Candidates for parting, the effect of alternatives, and figures from profit and cost to serve",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_offboarding", "crm_analytics"],
    "data": [
        "security/crm_offboarding_analytics_security.xml",
        "security/ir.model.access.csv",
        "data/crm_offboarding_rule_data.xml",
        "data/crm_offboarding_alternative_data.xml",
        "views/crm_offboarding_rule_views.xml",
        "views/crm_offboarding_figure_views.xml",
    ],
    "auto_install": True,
}
