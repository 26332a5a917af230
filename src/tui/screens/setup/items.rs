//! What stands in a step's pane: fields to fill in, values to copy, the step's action.

use crate::domain::{Input, StepId};
use crate::tui::form;

/// One thing in a step's pane that can have the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// A text field, or the choice of scopes.
    Field(Input),
    /// The choice of what the integration does.
    Choose,
    /// A value to copy into a web page.
    Copy(Value),
    /// The step's main action.
    Act(Act),
}

/// A value to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    /// The redirect URI.
    RedirectUri,
    /// The auth link.
    AuthLink,
    /// What was entered in a field; of the scopes, their list separated by spaces.
    Of(Input),
}

/// What a step's main action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Check the request before anybody signs in.
    CheckRequest,
    /// Go on to the next step, ticking this one as "you said so".
    Continue,
    /// Run the verification.
    Verify,
    /// Wait for the connector profile.
    Wait,
    /// Create the auth link and follow it.
    Link,
    /// Follow the auth link that is out.
    Follow,
}

/// The items of a step's pane.
#[must_use]
pub fn items(step: StepId) -> &'static [Item] {
    use Item::{Act as Do, Choose, Copy, Field};
    match step {
        StepId::A1 => &[Field(Input::Portal), Do(Act::Continue)],
        StepId::A2 => &[
            Field(Input::AppName),
            // What the integration does decides the scopes, so it is asked before them.
            Choose,
            Field(Input::Scopes),
            Copy(Value::Of(Input::Scopes)),
            Copy(Value::RedirectUri),
            Field(Input::RedirectUri),
            Do(Act::Continue),
        ],
        StepId::A3 => &[Do(Act::Continue)],
        StepId::B1 => &[
            Field(Input::AppId),
            Do(Act::CheckRequest),
            Do(Act::Continue),
        ],
        StepId::B2 => &[Field(Input::TokenSecret), Do(Act::Verify)],
        StepId::C1 => &[Field(Input::ApiKey), Field(Input::Project), Do(Act::Verify)],
        StepId::C2 => &[
            Field(Input::ProfileName),
            Copy(Value::Of(Input::AppId)),
            Copy(Value::Of(Input::TokenSecret)),
            Copy(Value::Of(Input::Scopes)),
            Do(Act::Wait),
        ],
        StepId::D1 => &[
            Field(Input::OwnerId),
            Field(Input::OwnerName),
            Do(Act::Link),
        ],
        StepId::D2 => &[Copy(Value::AuthLink), Do(Act::Follow)],
        StepId::D3 | StepId::D4 => &[Do(Act::Follow)],
    }
}

/// The name of a value: where a web page asks for it, as the page calls it.
#[must_use]
pub fn value_name(value: Value) -> &'static str {
    match value {
        Value::RedirectUri => "Redirect URI",
        Value::AuthLink => "Auth link",
        Value::Of(Input::Scopes) => "Scope list",
        Value::Of(Input::AppId) => "Application ID",
        Value::Of(input) => form::label(input),
    }
}

/// The name of a step's main action.
#[must_use]
pub fn act_name(act: Act) -> &'static str {
    match act {
        Act::CheckRequest => "Check the request",
        Act::Continue => "Done, go on",
        Act::Verify => "Verify now",
        Act::Wait => "Wait for the profile",
        Act::Link => "Create the auth link",
        Act::Follow => "Check the link now",
    }
}
