{
    "name": "Customer 360: Mailings",
    "summary": "Segments fill mailing lists",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_customer360", "mass_mailing"],
    "auto_install": True,
}
