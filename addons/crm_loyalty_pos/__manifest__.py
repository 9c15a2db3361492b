{
    "name": "Customer Loyalty Ledger: Point of Sale",
    "summary": "Sales and returns at a till post to the ledger of points, also when they come late",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_loyalty", "pos_loyalty"],
    "data": [
        "security/ir.model.access.csv",
        "views/crm_loyalty_move_views.xml",
        "views/loyalty_program_views.xml",
        "views/pos_order_views.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": ["crm_loyalty_pos/static/src/**/*"],
        "web.assets_unit_tests": ["crm_loyalty_pos/static/tests/unit/**/*"],
    },
    "auto_install": True,
}
