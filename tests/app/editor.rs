//! Notes in the person's own editor: what comes back is what is saved, with its lines.

use stackday::library::Connection;

use super::harness::{App, Shelf, sandbox};

fn with_notes(notes: &str) -> Shelf {
    let shelf = Shelf::new();
    let connection = Connection {
        notes: notes.to_owned(),
        ..Connection::default()
    };
    let library = shelf.library();
    (library.import(vec![("acme".to_owned(), connection)])).expect("imported");
    library.close().expect("closed");
    shelf
}

fn notes(shelf: &Shelf) -> String {
    let saved = shelf.library().load().expect("read");
    saved.named("acme").expect("saved").settings.notes.clone()
}

#[tokio::test]
async fn notes_are_edited_in_the_editor_and_keep_their_lines() {
    let shelf = with_notes("one");
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.sees(&["Next  "]).await;
    app.press(&["2"]);
    app.sees(&["not verified yet"]).await;
    app.press(&["/"]).type_text("acme");
    app.press(&["enter", "M"]);
    app.sees(&["Notes on “acme”", "Ctrl-O editor"]).await;
    app.press(&["ctrl+o"]);
    app.sees(&["from the editor"]).await;
    // Typed on, and saved.
    app.type_text("!").press(&["enter"]);
    app.sees_no("Notes on “acme”").await;
    app.quit().await;
    assert_eq!(notes(&shelf), "one\nfrom the editor!");
}

#[tokio::test]
async fn an_editor_that_fails_and_a_secret_leave_what_was_typed() {
    let shelf = with_notes("it may fail");
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.sees(&["Next  "]).await;
    app.press(&["2"]);
    app.sees(&["not verified yet"]).await;
    app.press(&["/"]).type_text("acme");
    app.press(&["enter", "M", "ctrl+o"]);
    app.sees(&["The editor (ed) ended with status 1.", "it may fail"])
        .await;
    app.press(&["ctrl+u"])
        .type_text("VxLtcy_OWkWoPKqs4uFhTg")
        .press(&["ctrl+o"]);
    app.sees(&["This holds a secret, which goes into no file."])
        .await;
    app.quit().await;
    assert_eq!(notes(&shelf), "it may fail");
}
