//! Drawing.
/// Draws.
pub fn draw(_frame: &mut ratatui::Frame, _state: &crate::app::State) {}
