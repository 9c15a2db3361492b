import { Component, markup, onMounted, useEffect, useRef, useState } from "@odoo/owl";
import { humanSize } from "@web/core/utils/binary";
import { useService } from "@web/core/utils/hooks";
import { planActivity, writeNote, writeReply } from "../customer_tools/customer_actions";
import { errorText } from "./timeline_errors";

/** What a touchpoint says, asked for when it is opened in place, and what can be done next. */
export class TimelineContent extends Component {
    static template = "crm_customer360.TimelineContent";
    static props = {
        row: Object,
        /** something was written or planned */
        onChanged: { type: Function, optional: true },
    };
    static defaultProps = { onChanged: () => {} };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.body = useRef("body");
        this.humanSize = humanSize;
        this.state = useState({ status: "loading", error: "", actionError: "" });
        onMounted(() => this.load());
        useEffect(
            (body) => body && prepareLinks(body),
            () => [this.body.el]
        );
    }

    get isReady() {
        return this.state.status === "ready";
    }

    get isBare() {
        return this.isReady && !this.html && !this.fields.length && !this.attachments.length;
    }

    /** Only what came as a message can be answered as one. */
    get canReply() {
        const { channel, source } = this.props.row;
        return channel === "email" && source === "mail.message";
    }

    async load() {
        this.state.status = "loading";
        try {
            const content = await this.call("content");
            // The server has sanitised it.
            this.html = content.html && markup(content.html);
            this.fields = content.fields;
            this.attachments = content.attachments;
            this.state.status = "ready";
        } catch (error) {
            this.state.error = errorText(error);
            this.state.status = "error";
        }
    }

    call(method) {
        return this.orm.silent.call("crm.touchpoint", method, [this.props.row.id]);
    }

    async reply() {
        this.state.actionError = "";
        let answer;
        try {
            answer = await this.call("reply");
        } catch (error) {
            this.state.actionError = errorText(error);
            return;
        }
        await writeReply(this.action, answer, () => this.props.onChanged());
    }

    note() {
        return writeNote(this.action, this.props.row.partner.id, () => this.props.onChanged());
    }

    plan() {
        return planActivity(this.action, this.props.row.partner.id, () => this.props.onChanged());
    }
}

/** Links of a message leave the page in place and learn nothing about it. */
function prepareLinks(body) {
    for (const link of body.querySelectorAll("a[href]")) {
        link.target = "_blank";
        link.rel = "noopener noreferrer";
    }
}
