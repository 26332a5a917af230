//! Pinning a connector profile on the screen.

use super::harness::App;

#[tokio::test]
async fn a_connector_profile_is_pinned_and_the_pin_cleared() {
    let mut app = App::start(&[]).await;
    app.sees(&["Next  "]).await;
    app.press(&["2", "tab"]);
    app.sees(&["planday", "active"]).await;
    app.press(&["p"]);
    app.sees(&["Pin “Planday”", "is not pinned and resolves to"])
        .await;
    app.type_text("^1.2.0").press(&["enter"]);
    app.sees(&["✗ a pin is latest"]).await;
    app.press(&["ctrl+u"]).type_text("1.1.x").press(&["enter"]);
    app.sees(&[
        "is pinned to 1.1.x and resolves to 1.1",
        "before: not pinned",
    ])
    .await;
    app.press(&["p"]);
    app.sees(&["is pinned to 1.1.x and resolves", "nothing clears the pin"])
        .await;
    app.press(&["ctrl+u", "enter"]);
    app.sees(&["is not pinned and resolves to", "before: 1.1.x"])
        .await;
    app.quit().await;
}
