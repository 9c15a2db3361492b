import { useSubEnv } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

/** In "Create and edit" of a field, a customer there is can be taken instead of the one being typed. */
patch(FormViewDialog.prototype, {
    setup() {
        super.setup();
        const { resModel, resId, isToMany, onRecordSave } = this.props;
        const canTake = resModel === "res.partner" && !resId && !isToMany && !onRecordSave;
        useSubEnv({
            useExistingCustomer: canTake
                ? async (id, name) => {
                      await this.props.onRecordSaved({ resId: id, data: { display_name: name } });
                      this.props.close();
                  }
                : false,
        });
    },
});
