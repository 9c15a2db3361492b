import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryAllAttributes, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Segment extends models.Model {
    _name = "crm.segment";

    trend = fields.Json();

    _records = [
        {
            id: 1,
            trend: [
                { start: "2026-02-16", entered: 0, left: 0 },
                { start: "2026-02-23", entered: 200, left: 50 },
                { start: "2026-03-02", entered: 1, left: 0 },
            ],
        },
        { id: 2, trend: [] },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Segment]);

const arch = `<form><field name="trend" widget="crm_segment_trend"/></form>`;

test("columns for who entered and left, the whole said in words", async () => {
    await mountView({ type: "form", resModel: "crm.segment", resId: 1, arch });
    expect(queryAll(".o_segment_trend_week")).toHaveCount(3);
    expect(queryAllAttributes(".o_segment_trend_up > span", "style")).toEqual([
        "height: 0%",
        "height: 100%",
        "height: 8%",
    ]);
    expect(queryAllAttributes(".o_segment_trend_down > span", "style")).toEqual([
        "height: 0%",
        "height: 25%",
        "height: 0%",
    ]);
    expect(queryOne(".o_segment_trend_bars").getAttribute("aria-label")).toBe("3 weeks: 201 entered, 50 left");
    expect(queryAllAttributes(".o_segment_trend_week", "title")[1]).toBe("Week of 23 Feb: 200 entered, 50 left");
});

test("nothing before the first refresh", async () => {
    await mountView({ type: "form", resModel: "crm.segment", resId: 2, arch });
    expect(".o_segment_trend").toHaveCount(0);
});
