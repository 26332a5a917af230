use super::super::reply::tests::reply;
use super::*;
use crate::domain::text::Text;

#[derive(Debug, Default, Clone, PartialEq)]
struct Item {
    id: Text,
}

crate::members!(Item { id: "id" });

fn take(lister: &mut Lister<Item>, body: &str) -> Result<Page, Shape> {
    lister.take(&reply(200, &[], body), |_| true)
}

#[test]
fn both_envelopes_are_lists_and_an_odd_element_is_counted() {
    for body in [
        r#"[{"id":"a"},null,{"id":{}},7,{"id":2}]"#,
        r#"{"next":null,"data":[{"id":"a"},[],{},"x",{"id":2}],"total":"5"}"#,
    ] {
        let mut lister = Lister::default();
        let page = take(&mut lister, body).expect("a page");
        assert_eq!((page.found, page.next), (5, None));
        let done = lister.done();
        let ids: Vec<_> = done.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!((ids, done.odd), (vec!["a", "2"], 3));
        assert_eq!(done.complete, Ok(()));
        assert_eq!(
            done.caveat("things").as_deref(),
            Some("In the list of things, 3 entries could not be read.")
        );
    }
}

#[test]
fn what_is_no_list_is_not_an_empty_one() {
    for body in ["{}", "7", "null", r#"{"data":{}}"#, r#"{"data":7}"#] {
        let taken = take(&mut Lister::default(), body);
        assert!(matches!(taken, Err(Shape::Mismatch(_))), "{body}");
    }
    let page = take(&mut Lister::default(), r#"{"data":null}"#);
    assert_eq!(page.expect("an empty list").found, 0);
    assert_eq!(take(&mut Lister::default(), "[{]"), Err(Shape::NotJson));
}

#[test]
fn every_limit_makes_it_incomplete() {
    let limits = ListLimits {
        items: 2,
        bytes: 100,
        pages: 3,
        time: Duration::from_secs(60),
    };
    let new = || Lister::<Item>::new(limits);

    let mut many = new();
    let page = take(&mut many, r#"[{"id":1},{"id":2},{"id":3}]"#).expect("a page");
    assert_eq!(page.found, 3);
    assert!(!many.goes_on(None));
    let many = many.done();
    assert_eq!(
        (many.items.len(), many.complete),
        (2, Err(Incomplete::Items))
    );

    let mut exact = new();
    take(&mut exact, r#"[{"id":1},{"id":2}]"#).expect("a page");
    assert_eq!(exact.done().complete, Ok(()));

    let mut large = new();
    take(&mut large, &format!("[{}]", " ".repeat(100))).expect("a page");
    assert!(!large.goes_on(None));
    assert_eq!(large.done().complete, Err(Incomplete::Bytes));

    let mut long = new();
    let pages = (0..9).take_while(|at| {
        take(&mut long, "[]").expect("a page");
        long.goes_on(Some(&at.to_string()))
    });
    assert_eq!(pages.count(), 2);
    assert_eq!(long.done().complete, Err(Incomplete::Pages));

    let mut round = new();
    assert!(round.goes_on(Some("a")));
    assert!(!round.goes_on(Some("a")));
    assert_eq!(round.done().complete, Err(Incomplete::Repeated));
}

#[tokio::test(start_paused = true)]
async fn a_list_has_a_time_of_its_own() {
    let mut slow = Lister::<Item>::default();
    assert_eq!(slow.fetch(async { 7 }).await, Some(7));
    let late = tokio::time::sleep(Duration::from_secs(301));
    assert_eq!(slow.fetch(late).await, None);
    assert_eq!(
        slow.done().caveat("things").as_deref(),
        Some("The list of things is incomplete: it took longer than 5 minutes.")
    );
}
