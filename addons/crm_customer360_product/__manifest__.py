{
    "name": "Customer 360: Pricelists",
    "summary": "Segments give their members a pricelist",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_customer360", "product"],
    "auto_install": True,
}
