import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";

/**
 * @param {Error} error of a call
 * @returns {string} what to tell the user
 */
export function errorText(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached. Check the connection and try again.");
    }
    return error.data?.message || error.message || String(error);
}
