//! What README says of the program is what the program does.

use stackday::tui::registry;

const README: &str = include_str!("../README.md");

/// The table between its marks.
fn table() -> &'static str {
    let (_, behind) = README
        .split_once("a test compares it -->\n")
        .expect("the mark before the table");
    let (table, _) = behind.split_once("<!-- /keys -->").expect("its end");
    table
}

#[test]
fn the_table_of_keys_is_that_of_the_program() {
    let made = registry::markdown();
    assert!(
        table() == made,
        "README's table of keys is old; it should be:\n{made}"
    );
}
