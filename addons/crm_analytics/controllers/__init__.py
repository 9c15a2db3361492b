from . import crm_profit_scenario
