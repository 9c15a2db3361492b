import { useRef } from "@odoo/owl";
import { Dropzone } from "@web/core/dropzone/dropzone";
import { useCustomDropzone } from "@web/core/dropzone/dropzone_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { checkFileSize } from "@web/core/utils/files";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { BinaryField, binaryField } from "@web/views/fields/binary/binary_field";

/** A file that may also be dragged in. */
export class ImportFileField extends BinaryField {
    static template = "crm_customer360.ImportFileField";

    setup() {
        super.setup();
        this.root = useRef("root");
        useCustomDropzone(
            this.root,
            Dropzone,
            { extraClass: "o_crm_import_dropzone", onDrop: (ev) => this.onDrop(ev) },
            () => !this.props.readonly
        );
    }

    async onDrop(ev) {
        const [file] = ev.dataTransfer.files;
        if (!file || !checkFileSize(file.size, this.notification)) {
            return;
        }
        const url = await getDataURLFromFile(file);
        await this.update({ data: url.split(",")[1], name: file.name });
    }
}

export const importFileField = {
    ...binaryField,
    component: ImportFileField,
    displayName: _t("File to import"),
};

registry.category("fields").add("crm_import_file", importFileField);
