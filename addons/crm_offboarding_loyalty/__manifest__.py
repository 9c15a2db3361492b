{
    "name": "Customer Offboarding: Loyalty",
    "summary": "Points, gift cards and e-wallets of customers parted with: settled, and blocked until then",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_offboarding", "crm_loyalty"],
    "data": [
        "security/ir.model.access.csv",
        "wizard/crm_offboarding_points_wizard_views.xml",
        "views/crm_offboarding_case_views.xml",
    ],
    "auto_install": True,
}
