import { Activity } from "@mail/core/web/activity";
import { patch } from "@web/core/utils/patch";

patch(Activity.prototype, {
    /** An activity without words of its own is told by its type: deadlines of a case are read in everybody's language. */
    get displayName() {
        return super.displayName || this.props.activity.activity_type_id?.name || "";
    },
});
