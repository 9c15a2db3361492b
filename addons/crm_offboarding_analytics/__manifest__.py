{
    "name": "Customer Offboarding: Profit",
    "summary": "Candidates for parting from profit and cost to serve",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_offboarding", "crm_analytics"],
    "data": ["data/crm_offboarding_rule_data.xml", "views/crm_offboarding_rule_views.xml"],
    "auto_install": True,
}
