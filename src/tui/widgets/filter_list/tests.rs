//! The filtered list: its order, its selection, its steps.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::*;

fn items(names: &[&str]) -> Vec<Item<String>> {
    let item = |name: &&str| Item::new((*name).to_owned(), [*name]);
    names.iter().map(item).collect()
}

fn names(list: &FilterList<String>) -> Vec<&str> {
    list.rows().map(|row| row.key.as_str()).collect()
}

fn selected(list: &FilterList<String>) -> Option<&str> {
    list.selected().map(|row| row.key.as_str())
}

fn press<K: PartialEq>(list: &mut FilterList<K>, key: KeyEvent) -> Edit {
    list.edit(|filter| filter.key(key))
}

fn set_filter<K: PartialEq>(list: &mut FilterList<K>, text: &str) -> Edit {
    list.edit(|filter| filter.replace(text))
}

fn at(list: &FilterList<i32>) -> usize {
    list.selected_row().expect("a row")
}

fn typed(list: &mut FilterList<String>, text: &str) {
    for c in text.chars() {
        let key = KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
        assert_eq!(press(list, key), Edit::Changed);
    }
}

#[test]
fn an_empty_filter_keeps_the_given_order_and_another_puts_the_best_first() {
    let mut list = FilterList::new(items(&["repay", "payroll", "shift", "payslip"]));
    assert_eq!(names(&list), ["repay", "payroll", "shift", "payslip"]);
    typed(&mut list, "pay");
    assert_eq!(names(&list), ["payroll", "payslip", "repay"]);
    assert_eq!((list.shown(), list.total()), (3, 4));
    assert_eq!(list.row(0).expect("a row").at, 1);
    assert_eq!(set_filter(&mut list, ""), Edit::Changed);
    assert_eq!(names(&list), ["repay", "payroll", "shift", "payslip"]);
    let undo = KeyEvent::new(KeyCode::Char('7'), KeyModifiers::CONTROL);
    assert_eq!(press(&mut list, undo), Edit::Changed);
    assert_eq!((list.filter().text(), list.shown()), ("pay", 3));
    assert_eq!(press(&mut list, KeyCode::Enter.into()), Edit::Ignored);
}

#[test]
fn the_selection_stays_on_its_item_while_it_is_shown() {
    let mut list = FilterList::new(items(&["ab", "bc", "cd"]));
    assert_eq!(selected(&list), Some("ab"));
    assert!(list.select(&"cd".to_owned()));
    typed(&mut list, "c");
    assert_eq!(selected(&list), Some("cd"), "it is shown, at another row");
    list.set_items(items(&["xc", "cd", "yc", "zc"]));
    assert_eq!(selected(&list), Some("cd"));
    list.step(1);
    list.set_items(items(&["xc", "cd", "zc"]));
    assert_ne!(selected(&list), Some("yc"), "it is gone");
    assert!(!list.select(&"yc".to_owned()));
    assert!(list.select(&"cd".to_owned()));
    typed(&mut list, "z");
    assert_eq!(selected(&list), None);
    let _ = set_filter(&mut list, "");
    assert_eq!(selected(&list), Some("cd"), "it comes back with its row");
    list.set_items(Vec::new());
    assert_eq!((selected(&list), list.selected_row()), (None, None));
    list.step(1);
    list.set_items(items(&["a"]));
    assert_eq!(selected(&list), Some("a"));
}

#[test]
fn what_is_gone_leaves_the_selection_at_its_row() {
    let mut list = FilterList::new(items(&["a", "b", "c"]));
    list.step(1);
    list.set_items(items(&["a", "c"]));
    assert_eq!(selected(&list), Some("c"));
    list.set_items(items(&["a"]));
    assert_eq!(selected(&list), Some("a"));
}

#[test]
fn a_palette_selects_the_best_row_as_its_filter_changes() {
    let mut list = FilterList::new(items(&["repay", "payroll", "pay"])).selecting_best();
    list.step(isize::MAX);
    typed(&mut list, "p");
    assert_eq!(list.selected_row(), Some(0));
    list.step(2);
    typed(&mut list, "a");
    assert_eq!(list.selected_row(), Some(0));
}

#[test]
fn steps_end_at_the_ends() {
    let all: Vec<_> = (0..100).map(|at| Item::new(at, [at.to_string()])).collect();
    let mut list = FilterList::new(all);
    for (by, row) in [
        (9, 9),
        (5, 14),
        (-1, 13),
        (isize::MAX, 99),
        (isize::MIN, 0),
        (5, 5),
    ] {
        list.step(by);
        assert_eq!(at(&list), row, "by {by}");
    }
}

#[test]
fn what_is_to_come_last_does_so_however_well_it_fits() {
    let item = |key: &'static str, last| Item::new(key, [key]).last_if(last);
    let mut list = FilterList::new(vec![item("pay", true), item("repay", false)]);
    let keys =
        |list: &FilterList<&'static str>| list.rows().map(|row| *row.key).collect::<Vec<_>>();
    assert_eq!(keys(&list), ["repay", "pay"]);
    assert_eq!(set_filter(&mut list, "pay"), Edit::Changed);
    assert_eq!(keys(&list), ["repay", "pay"]);
}

#[test]
fn headings_go_with_their_items_and_keep_them_in_order() {
    let of = |heading| {
        let mut list = FilterList::new(vec![
            Item::new(0, ["pay all"]),
            Item::heading(1, heading),
            Item::new(2, ["repay"]),
            Item::heading(3, heading),
            Item::new(4, ["shift"]),
            Item::new(5, ["pay"]),
            Item::heading(6, heading),
        ]);
        let keys = |list: &FilterList<i32>| list.rows().map(|row| *row.key).collect::<Vec<_>>();
        assert_eq!(keys(&list), [0, 1, 2, 3, 4, 5], "none without an item");
        assert_eq!(set_filter(&mut list, "pay"), Edit::Changed);
        assert_eq!(keys(&list), [0, 1, 2, 3, 5]);
        list
    };
    let visited = |mut list: FilterList<i32>, steps: &[isize]| {
        let visit = |by: &isize| {
            list.step(*by);
            at(&list)
        };
        steps.iter().map(visit).collect::<Vec<_>>()
    };
    assert_eq!(
        visited(of(Heading::Selectable), &[1, 1, 1, -3]),
        [1, 2, 3, 0]
    );
    assert_eq!(visited(of(Heading::Passive), &[1, 1, -1, -1]), [2, 4, 2, 0]);
    let mut list = of(Heading::Passive);
    assert_eq!(set_filter(&mut list, "repay"), Edit::Changed);
    assert_eq!(at(&list), 1, "the first row is a heading");
    list.step(-1);
    assert_eq!(at(&list), 1, "there is nothing above it");
    assert!(!of(Heading::Passive).select(&4), "it is hidden");
}

#[test]
fn what_was_found_can_be_underlined() {
    let mut list = FilterList::new(vec![Item::new(1, ["Cafe\u{301} Nord", "0a1b-nord"])]);
    let pasted = |filter: &mut TextField| {
        assert!(filter.paste(" fe\nnor ").is_whole());
        Edit::Changed
    };
    assert_eq!(list.edit(pasted), Edit::Changed);
    assert_eq!(list.filter().text(), "fe nor");
    let row = list.row(0).expect("found");
    assert_eq!(
        row.pieces(0),
        [
            ("Ca", false),
            ("fe\u{301}", true),
            (" ", false),
            ("Nor", true),
            ("d", false)
        ]
    );
    assert_eq!(row.pieces(1), [("0a1b-nord", false)]);
    assert_eq!(row.pieces(9), []);
    assert_eq!(set_filter(&mut list, "0a1"), Edit::Changed);
    assert_eq!(
        list.row(0).expect("found").matched(1),
        [Range { start: 0, end: 3 }]
    );
}

/// Something that happens to a list.
#[derive(Debug, Clone)]
enum Act {
    Filter(String),
    Items(Vec<u8>),
    Step(isize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        "[ab0-9 ]{0,3}".prop_map(Act::Filter),
        prop::collection::btree_set(0_u8..40, 0..30)
            .prop_map(|keys| keys.into_iter().collect())
            .prop_shuffle()
            .prop_map(Act::Items),
        (-5_isize..5).prop_map(Act::Step),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_selected_item_stays_selected_while_it_is_shown(acts in prop::collection::vec(act(), 0..30)) {
        let item = |key: &u8| Item::new(*key, [format!("a{key}b"), format!("{}", key % 7)]);
        let mut list = FilterList::default();
        for act in acts {
            let before = list.selected().map(|row| *row.key);
            match act {
                Act::Filter(filter) => _ = set_filter(&mut list, &filter),
                Act::Items(keys) => list.set_items(keys.iter().map(item).collect()),
                Act::Step(by) => {
                    list.step(by);
                    continue;
                }
            }
            let is_shown = |key: u8| list.rows().any(|row| *row.key == key);
            let now = list.selected().map(|row| *row.key);
            if let Some(before) = before.filter(|key| is_shown(*key)) {
                prop_assert_eq!(now, Some(before));
            }
            prop_assert_eq!(now.is_some(), list.shown() > 0);
        }
    }

    #[test]
    fn every_item_with_the_words_in_it_is_found(
        texts in prop::collection::vec("(\\PC|[a-z :_éßςΣİı]|e\u{301}){1,20}", 1..4),
        picks in prop::collection::vec((0_usize..100, 0_usize..100, 0_usize..100), 0..4),
        raw in "\\PC{0,10}",
    ) {
        // Words are taken from the texts, so that there is something to be found.
        let mut words = Vec::new();
        for (part, from, length) in picks {
            let text: Vec<char> = texts[part % texts.len()].chars().collect();
            let from = from % text.len();
            let to = (from + 1 + length % 5).min(text.len());
            words.push(text[from..to].iter().collect::<String>());
        }
        let filter = words.join(" ");
        let mut list = FilterList::new(vec![Item::new(0, texts.clone())]);
        let _ = set_filter(&mut list, &filter);
        prop_assert_eq!(list.shown(), 1, "{:?} in {:?}", filter, texts);
        let row = list.row(0).expect("found");
        for (part, text) in texts.iter().enumerate() {
            let whole: String = row.pieces(part).into_iter().map(|(piece, _)| piece).collect();
            prop_assert_eq!(&whole, text);
        }
        // A word in one piece is underlined in one piece.
        if let Some(word) = words.first().filter(|word| !word.contains(char::is_whitespace)) {
            let fit = Words::of(word).expect("a word").fit(&list.items[0].parts).expect("found");
            prop_assert!(fit.at.windows(2).all(|pair| pair[1] == (pair[0].0, pair[0].1 + 1)));
        }
        // Whatever is typed, nothing else goes wrong.
        let _ = set_filter(&mut list, &raw);
        let holds_all = raw.split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)));
        prop_assert!(!holds_all || list.shown() == 1);
    }
}
