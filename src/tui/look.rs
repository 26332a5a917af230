//! How every screen looks. This page holds no code: it is what [`draw()`](crate::tui::draw()), the widgets and the screens keep to.
//!
//! # Principles
//!
//! 1. The state is read in one second: worst first, one sign and one word a row, the reason beside it.
//! 2. Colour speaks of state, focus and keys alone. A screen where all is well is almost grey.
//! 3. Nothing jumps. Header, message line and footer have one row each; columns start where they start; a row that gets a result
//!    does not move.
//! 4. Every pane answers what it is, how it stands and what can be done. A failure reads: reason, cause, effect, who, fix, keys.
//! 5. A blank row separates thoughts, never rows, and is the first thing to go where height is short.
//!
//! # Grid
//!
//! Row 0 is the header, the last two rows are the message line and the keys, with one cell of margin left and right. Between them:
//!
//! | from | form | Setup |
//! | --- | --- | --- |
//! | 160x50 | boxed panels in two rows | list with long evidence, step, connection, history, log |
//! | 100x30 | boxed panels | list beside step, log below |
//! | 80x24 | one rule for each pane | list above step, no log |
//! | 60x16 | one pane | list, and the reason of the selected step in a line; `Enter` opens the step |
//!
//! A panel has a rounded border (heavy where there is no colour and it has the focus), its title top left, its count or state top
//! right, what its signs mean bottom left, one key of its own bottom right. Where it is narrow they go in the order bottom right,
//! bottom left, top right. `z` lets one pane fill the screen, `Ctrl-←` and `Ctrl-→` move the divider.
//!
//! A layer over the screen has the background `surface` and a border in `accent`; all below the header steps back to `muted`. What
//! cannot be taken back has a heavy border in `bad` and says on which services it acts.
//!
//! # Colours
//!
//! Sixteen roles and nothing else: `bg` `surface` `select` `select_dim` `border` `text` `muted` `accent` `on_fill` `ok` `warn` `bad`
//! `info` `live` `sandbox` `match`. A theme gives each of them a colour; the theme `ansi` uses the terminal's own and neither dims nor
//! fixes a background. A test computes the contrast of every text role on every background it can stand on (WCAG: 4.5, in
//! `high-contrast` 7). `border` never carries meaning alone. Without colour a state is its sign and its word.
//!
//! # Signs
//!
//! One cell each, with a word nearby and a twin of one cell in ASCII, so that ASCII moves nothing:
//! `✓ +` proven, `◐ =` observed, `◇ u` you said so, `✗ x` failed or missing, `◌ ~` stale, `○ o` open, `▲ !` needs a look, `● +` yes,
//! `– -` none, `◆ *` marked, `▌ >` the row under the cursor, `▰▱ #.` a gauge, `… >` cut.
//!
//! # Cutting
//!
//! In a row go first the age, then secondary columns, then the long form of the evidence, then the end of the name. Never cut are a
//! reason, the environment, the text to type for a confirmation, and the name of a scope: where names do not fit they are counted.
//! A text that goes on below says how much: `4 more below`.
//!
//! # Motion
//!
//! One clock, eight frames a second, only while a task runs; with reduced motion `…` stands for the spinner and counts change once a
//! second. With nothing running no frame is drawn.
//!
//! # Keys and words
//!
//! A key means the same on every screen where it means something: `n` `N` next and previous failure or open step, `/` filter, `v`
//! verify, `V` all shown, `e` edit or repair, `E` export, `a` add, `c` choose, `i` instructions, `y` copy, `z` zoom, `u` undo. While a
//! field has the keyboard letters are text, and only `Enter`, `Esc`, `Tab`, `Ctrl-` and `F` keys are named. A sentence has one idea and
//! at most 60 cells where it can be: what happened, then what to do.
