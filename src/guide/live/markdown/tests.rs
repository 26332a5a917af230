use proptest::prelude::*;

use super::*;

fn shown(raw: &str) -> Vec<String> {
    markdown(raw).iter().map(ToString::to_string).collect()
}

#[test]
fn paragraphs_lists_and_headings_become_lines() {
    let raw = "## In Planday\n\nPress **Create App**,\ntop right.\n\n3. Name it\n4. Tick\n   - `employee:read`\n   - more\n\n   then go on\n\nDone  \nso far";
    assert_eq!(
        shown(raw),
        [
            "**In Planday**",
            "Press **Create App**, top right.",
            "3. Name it",
            "4. Tick",
            "  - employee:read",
            "  - more",
            "  then go on",
            "Done",
            "so far",
        ]
    );
}

#[test]
fn links_are_followed_by_their_address_and_pictures_leave_their_words() {
    assert_eq!(
        shown(
            "See [the **page**](https://a.example/x \"title\"), <https://b.example/> and [here](#below)."
        ),
        ["See the **page** (https://a.example/x), https://b.example/ and here."]
    );
    assert_eq!(
        shown("![The *Settings* menu](https://a.example/1.png) ![](x)"),
        ["[The Settings menu] []"]
    );
    assert_eq!(
        shown("[https://good.example](https://evil.example)"),
        ["https://good.example (https://evil.example)"],
        "a link cannot pretend to lead elsewhere"
    );
}

#[test]
fn tags_go_and_their_text_stays() {
    assert_eq!(
        shown("<Warning>\nYou must be an **Administrator**.\n</Warning>\n\nafter"),
        ["You must be an **Administrator**.", "after"]
    );
    assert_eq!(
        shown("press <b>Save</b>, <Icon name=\"x > y\" /> then<br/>go on <!-- secret -->"),
        ["press **Save**,  then", "go on"]
    );
    assert_eq!(
        shown("<div><p>one</p><ul><li>two</li><li>three &amp; four</li></ul></div>"),
        ["one", "- two", "- three & four"]
    );
    assert_eq!(
        shown("<script>alert('x')</script>\n\na < b"),
        ["a < b"],
        "what a browser does not show is not shown"
    );
}

#[test]
fn code_and_tables_are_text() {
    assert_eq!(
        shown(
            "```json\n{\"a\": 1}\n**b**\n```\n\n| Field | Value |\n| --- | --- |\n| **Type** | OAuth |"
        ),
        ["{\"a\": 1}", "**b**", "Field | Value", "**Type** | OAuth"]
    );
    let lines = markdown("`**x** {portal}`");
    assert_eq!(lines[0].pieces, [Piece::new(Kind::Code, "**x** {portal}")]);
}

#[test]
fn a_mark_does_not_lose_what_it_sits_on() {
    assert_eq!(shown("\u{301}\n\u{a81}"), Vec::<String>::new());
    assert_eq!(shown("\u{301}a \u{a81}"), ["a \u{a81}"]);
}

#[test]
fn an_entity_is_no_way_round_the_cleaning() {
    let text = shown("a&#27;[2Jb&#x202e;c&#10;d&#0;").join("\n");
    assert_eq!(text, "a\u{fffd}[2Jbc d\u{fffd}");
}

#[test]
fn a_text_that_multiplies_itself_is_cut() {
    let raw = format!(
        "{}\n\n[a]: https://x.example/{}",
        "[a]".repeat(600),
        "y".repeat(290)
    );
    let lines = markdown(&raw);
    assert_eq!(lines.last().map(ToString::to_string).as_deref(), Some("…"));
    let chars: usize = lines.iter().map(|line| count(&line.to_string())).sum();
    assert!(chars < MOST_CHARS + 500, "{chars}");
    assert_eq!(markdown(&"a\n\n".repeat(3_000)).len(), MOST_LINES + 1);
}

/// Texts made of what Markdown and HTML are made of.
fn fragments() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,6}",
        proptest::sample::select(vec![
            "**",
            "*",
            "`",
            "```\n",
            "\n",
            "\n\n",
            "- ",
            "1. ",
            "  ",
            "[a](https://x.example)",
            "![a](b)",
            "<b>",
            "</b>",
            "<Warning>\n",
            "</Warning>\n",
            "<!--",
            "-->",
            "<script>",
            "<img alt=\"x\">",
            "&#27;",
            "&#x202e;",
            "| a | b |\n",
            "| - | - |\n",
            "# ",
            "> ",
            "\\",
            "{portal}",
            "[a]: https://x.example\n",
            "[a]",
            "<",
            "\u{301}",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_comes_is_bounded_and_steers_no_terminal(raw in fragments()) {
        let lines = markdown(&raw);
        prop_assert!(lines.len() <= MOST_LINES + 1);
        let mut chars = 0;
        for line in &lines {
            let text = line.to_string();
            prop_assert!(!text.trim().is_empty());
            prop_assert_eq!(&text::line(&text, usize::MAX), &text);
            chars += count(&text);
        }
        prop_assert!(chars <= MOST_CHARS + 20 * lines.len() + raw.len());
    }
}
