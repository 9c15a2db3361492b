{
    "name": "Customer 360: SMS Mailings",
    "summary": "SMS mailings leave out who objected and who has had enough",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Customer Suite Founders",
    "license": "LGPL-3",
    "depends": ["crm_customer360_mass_mailing", "mass_mailing_sms"],
    "auto_install": True,
}
