{
    "name": "Customer 360: Mailings",
    "summary": "Mailings leave out who objected and who has had enough; segments fill mailing lists",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_customer360", "mass_mailing"],
    "data": [
        "views/mailing_consent_views.xml",
        "data/consent_data.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
