from . import crm_segment
