import { _t } from "@web/core/l10n/translation";

/** What a touchpoint was about; the machinery's own notes ("system") are no choice. */
export const NATURES = [
    { value: "information", label: _t("Information") },
    { value: "inquiry", label: _t("Enquiry") },
    { value: "complaint", label: _t("Complaint") },
    { value: "praise", label: _t("Praise") },
    { value: "need", label: _t("Need") },
    { value: "marketing", label: _t("Marketing") },
    { value: "transaction", label: _t("Transaction") },
];

/** Those that stand out, the gravest first. */
const BADGES = { complaint: "text-bg-danger", need: "text-bg-info", praise: "text-bg-success" };

/**
 * @param {Object[]} rows
 * @returns {{ label: string, class: string } | false} the badge of the gravest of them
 */
export function badgeOf(...rows) {
    const gravest = Object.keys(BADGES).find((nature) => rows.some((row) => row.nature === nature));
    const nature = NATURES.find(({ value }) => value === gravest);
    return nature ? { label: nature.label, class: BADGES[gravest] } : false;
}
