//! Saved connections on the screen: saved, reopened, copied, deleted; what is typed and not saved comes back.

use std::fs;

use stackday::domain::{Input, SecretId};
use stackday::sandbox::Sandbox;
use stackday::sandbox_user::{Click, SandboxUser as _};

use super::harness::App;
use super::harness::Shelf;
use super::harness::sandbox;

/// Saves the connection of a ready sandbox under this name. Nothing typed: what the environment brings is not kept.
async fn saved(app: &mut App, name: &str) {
    app.press(&["ctrl+s"]);
    app.sees(&["Save this connection"]).await;
    app.press(&["ctrl+u"]).type_text(name).press(&["enter"]);
    app.sees(&[&format!("saved as “{name}”")]).await;
}

/// Everything that lies in the folder, as one text.
fn on_disk(shelf: &Shelf) -> String {
    let files = fs::read_dir(shelf.folder.path()).expect("a folder");
    files
        .map(|file| {
            let bytes = fs::read(file.expect("a file").path()).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        })
        .collect()
}

/// Types App Id and Token into their fields.
fn type_credentials(app: &App, app_id: &str, token: &str) {
    // B1 is the fourth step, B2 the fifth.
    app.press(&["home", "down", "down", "down", "tab", "ctrl+u"]);
    app.type_text(app_id)
        .press(&["esc", "down", "tab", "ctrl+u"]);
    app.type_text(token).press(&["esc"]);
}

fn app_id_of(sandbox: &Sandbox) -> String {
    sandbox.ready().app_id.clone().expect("an App Id")
}

fn token_of(sandbox: &Sandbox) -> String {
    sandbox.ready().token.clone().expect("a Token")
}

/// The program in a run that keeps what is saved, with App Id and Token typed in; and these two.
async fn filled_in(shelf: &Shelf) -> (App, String, String) {
    let sandbox = sandbox(&[]).await;
    let (app_id, token) = (app_id_of(&sandbox), token_of(&sandbox));
    let mut app = App::keeping(sandbox, shelf);
    app.sees(&["Next  "]).await;
    type_credentials(&app, &app_id, &token);
    (app, app_id, token)
}

#[tokio::test]
async fn a_connection_is_saved_with_its_token_and_opened_in_the_next_run() {
    let shelf = Shelf::new();
    let (mut app, _, token) = filled_in(&shelf).await;
    app.sees(&["Not saved. Ctrl-S"]).await;
    app.press(&["v"]);
    app.sees(&["Verified "]).await;
    saved(&mut app, "acme").await;
    app.sees(&["acme"]).await;
    let (_, sandbox) = app.leaves().await;

    let contents = shelf.library().load().expect("readable");
    let profile = contents.named("acme").expect("saved").clone();
    assert!(profile.steps.len() > 2, "the evidence is kept with it");
    assert!(!on_disk(&shelf).contains(&token), "no secret on the disk");

    let mut app = App::keeping(sandbox, &shelf);
    app.sees(&["Next  "]).await;
    app.press(&["2"]);
    app.sees(&["acme"]).await;
    app.press(&["down", "e"]);
    app.sees(&["“acme” is open"]).await;
    let state = app.quit().await;
    assert_eq!(
        state.shared.form.value(Input::AppId),
        profile.settings.app_id
    );
    assert_eq!(
        state
            .shared
            .form
            .secret(Input::TokenSecret)
            .map(|it| it.expose().to_owned()),
        Some(token)
    );
    assert!(
        state.shared.ledger.proven(state.shared.now) > 0,
        "proven in the last run"
    );
    assert!(state.shared.would_lose().is_empty() && !state.shared.library.changed);
}

#[tokio::test]
async fn what_was_found_out_before_saving_is_saved_with_the_connection() {
    let shelf = Shelf::new();
    let (mut app, ..) = filled_in(&shelf).await;
    app.press(&["v"]);
    app.sees(&["Verified "]).await;
    saved(&mut app, "acme").await;
    app.press(&["2"]);
    app.sees(&["✓ acme", "screen"]).await;
    let state = app.quit().await;
    let profile = &state.shared.library.contents.profiles[0];
    assert_eq!(profile.history.len(), 1, "{profile:?}");
    assert!(profile.seen.is_some());
}

#[tokio::test]
async fn what_is_typed_and_not_saved_comes_back_without_secrets() {
    let shelf = Shelf::new();
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.sees(&["Next  "]).await;
    app.press(&["j", "tab", "ctrl+u"])
        .type_text("Brand new app");
    app.press(&["esc"]);
    type_credentials(&app, "", "Qn7-brandnew_Zk3pL0aaB");
    // Quitting would lose the Token, and says so; it can still be saved from there.
    app.press(&["q"]);
    app.sees(&["forgotten by quitting: Token Secret"]).await;
    app.press(&["ctrl+s"]);
    app.sees(&["Save this connection"]).await;
    app.press(&["esc"]);
    let (_, sandbox) = app.leaves().await;
    let kept = on_disk(&shelf);
    assert!(kept.contains("Brand new app") && !kept.contains("Qn7-brandnew"));

    let mut app = App::keeping(sandbox, &shelf);
    app.sees(&["what you typed last time is back"]).await;
    let (state, sandbox) = app.leaves().await;
    assert_eq!(
        state.shared.form.value(Input::AppName).as_deref(),
        Some("Brand new app")
    );

    // Saved, it is no draft any more.
    let mut app = App::keeping(sandbox, &shelf);
    app.sees(&["what you typed last time is back"]).await;
    saved(&mut app, "new").await;
    app.quit().await;
    assert!(shelf.library().drafts().expect("readable").is_empty());
    let contents = shelf.library().load().expect("readable");
    let settings = &contents.named("new").expect("saved").settings;
    assert_eq!(settings.app_name.as_deref(), Some("Brand new app"));
}

#[tokio::test]
async fn profiles_are_copied_renamed_tagged_and_deleted_with_their_token() {
    let shelf = Shelf::new();
    let (mut app, ..) = filled_in(&shelf).await;
    saved(&mut app, "acme").await;
    app.press(&["2"]);
    app.sees(&["acme"]).await;
    app.press(&["D"]);
    app.sees(&["Name of the copy"]).await;
    app.press(&["ctrl+u"]).type_text("ACME").press(&["enter"]);
    app.sees(&["Another profile is called “ACME” already"])
        .await;
    app.press(&["D"]);
    app.sees(&["Name of the copy"]).await;
    app.press(&["ctrl+u"]).type_text("beta").press(&["enter"]);
    app.sees(&["“beta” is a copy of “acme”"]).await;
    app.press(&["t"]);
    app.sees(&["Tags of “acme”"]).await;
    app.type_text("north, #live").press(&["enter"]);
    app.sees(&["“acme” has 2 tags"]).await;
    app.press(&["R"]);
    app.sees(&["Rename “acme”"]).await;
    app.press(&["ctrl+u"]).type_text("alpha").press(&["enter"]);
    app.sees(&["“acme” is called “alpha” now"]).await;

    let contents = shelf.library().load().expect("readable");
    let alpha = contents.named("alpha").expect("renamed").clone();
    assert_eq!(
        alpha.settings.tags.iter().collect::<Vec<_>>(),
        ["live", "north"]
    );
    let name = SecretId::Token(alpha.id);
    let record = alpha.token.clone().expect("recorded");
    let held = shelf.vault.get(&name, &record).await.expect("open");
    assert!(held.is_some());
    assert!(contents.named("beta").expect("copied").token.is_none());

    app.press(&["d"]);
    app.sees(&["Delete “alpha”?", "Nothing changes at Planday or StackOne"])
        .await;
    app.type_text("alpah").press(&["enter"]);
    app.sees(&["type exactly: alpha"]).await;
    app.press(&["esc"]);
    app.sees_no("Delete “alpha”?").await;
    assert!(
        shelf
            .library()
            .load()
            .expect("readable")
            .named("alpha")
            .is_some()
    );
    app.press(&["d"]);
    app.sees(&["Delete “alpha”?"]).await;
    app.type_text("alpha").press(&["enter"]);
    app.sees(&["“alpha” is gone"]).await;
    app.quit().await;
    let contents = shelf.library().load().expect("readable");
    assert!(contents.named("alpha").is_none() && contents.named("beta").is_some());
    let held = shelf.vault.get(&name, &record).await.expect("open");
    assert_eq!(held, None);
    assert!(shelf.library().leftovers().expect("readable").is_empty());
}

#[tokio::test]
async fn a_damaged_file_is_told_and_never_overwritten() {
    let shelf = Shelf::new();
    let file = shelf.library().file();
    fs::write(
        &file,
        "{\"format\":\"stackday profiles\",\"version\":2,\n\"profiles\":[\n{oops\n",
    )
    .expect("written");
    let before = fs::read(&file).expect("there");
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.sees(&["Next  "]).await;
    app.press(&["ctrl+s"]);
    app.sees(&["Save this connection"]).await;
    app.type_text("acme").press(&["enter"]);
    app.sees(&["Not saved", "damaged"]).await;
    app.quit().await;
    assert_eq!(fs::read(&file).expect("there"), before);
}

#[tokio::test]
async fn a_token_is_replaced_once_proven_and_the_old_one_revoked_by_name() {
    let shelf = Shelf::new();
    let sandbox = sandbox(&[]).await;
    let (app_id, token) = (app_id_of(&sandbox), token_of(&sandbox));
    let person = sandbox.person();
    let mut app = App::keeping(sandbox, &shelf);
    app.sees(&["Next  "]).await;
    type_credentials(&app, &app_id, &token);
    saved(&mut app, "acme").await;
    app.press(&["2"]);
    app.sees(&["acme"]).await;
    app.press(&["T"]);
    app.sees(&["New Token for “acme”"]).await;
    app.paste(&token).press(&["enter"]);
    app.sees(&["the Token was not changed"]).await;

    let name = || "StackOne Integration".to_owned();
    let clicks = [
        Click::AuthorizeApp { name: name() },
        Click::CopyCredentials { name: name() },
    ];
    let mut new = None;
    for click in clicks {
        new = person.click(click).await.expect("a click").token.or(new);
    }
    let new = new.expect("another Token");
    app.press(&["T"]);
    app.sees(&["New Token for “acme”"]).await;
    app.paste(new.expose()).press(&["enter"]);
    app.sees(&["X revokes the old one"]).await;
    app.sees(&["Old Token"]).await;
    app.press(&["X"]);
    app.sees(&["Revoke the replaced Token of “acme”?"]).await;
    app.type_text("acme").press(&["enter"]);
    app.sees_no("Revoke the replaced Token").await;
    app.sees(&["the Token in use still works"]).await;
    let state = app.quit().await;
    assert_eq!(state.shared.form.secret(Input::TokenSecret), Some(new));
    let profile = shelf.library().load().expect("readable").profiles.remove(0);
    assert!(profile.old_token.is_none());
}

#[tokio::test]
async fn all_are_verified_with_a_summary_and_a_profile_opened_with_its_draft() {
    let shelf = Shelf::new();
    let (mut app, ..) = filled_in(&shelf).await;
    saved(&mut app, "acme").await;
    app.press(&["2", "D"]);
    app.sees(&["Name of the copy"]).await;
    app.press(&["ctrl+u"]).type_text("beta").press(&["enter"]);
    app.sees(&["is a copy of"]).await;
    app.press(&["V"]);
    app.sees(&["Verified 2 connections: 1 ok, 1 failed.", "✗ beta"])
        .await;
    // What is typed into one and not saved waits for it while another is open.
    app.press(&["1", "home", "down", "tab", "ctrl+u"])
        .type_text("Half done");
    app.press(&["esc", "2", "home", "e"]);
    app.sees(&["“beta” is open"]).await;
    app.press(&["2", "end", "e"]);
    app.sees(&["“acme”, with your draft"]).await;
    app.press(&["ctrl+p"])
        .type_text("discard")
        .press(&["enter"]);
    app.sees(&["App name goes. It is not saved anywhere."])
        .await;
    app.press(&["enter"]);
    app.sees(&["“acme” is open"]).await;
    let state = app.quit().await;
    assert_ne!(
        state.shared.form.value(Input::AppName).as_deref(),
        Some("Half done")
    );
    let saved = shelf.library().load().expect("readable");
    assert_eq!(saved.named("acme").expect("there").history.len(), 1);
}
