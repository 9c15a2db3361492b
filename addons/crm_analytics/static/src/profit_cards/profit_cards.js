import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";

/**
 * Cards for a phone: there what a list groups comes one below the other. Columns, one for each customer or product, would have
 * to be turned over one by one.
 */
export class ProfitCardsModel extends kanbanView.Model {
    async load(params = {}) {
        return super.load(this.env.isSmall ? { ...params, groupBy: [] } : params);
    }
}

registry.category("views").add("crm_profit_cards", { ...kanbanView, Model: ProfitCardsModel });
