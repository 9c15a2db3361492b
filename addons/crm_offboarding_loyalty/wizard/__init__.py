from . import crm_offboarding_points_wizard
