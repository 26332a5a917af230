//! The screens in every state, as text; and what text cannot show: styles, secrets, the cursor, odd sizes.

mod screens {
    mod accounts;
    pub mod build;
    mod guide;
    mod layout;
    mod logs;
    mod look;
    mod mouse;
    mod overlays;
    mod pastes;
    mod profiles;
    mod request;
    mod scopes;
    mod setup;
    mod themes;
    mod typing;
}
