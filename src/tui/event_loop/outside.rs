//! What the event loop does to the world around it: the terminal, the clipboard, the browser.

use std::future::pending;
use std::io;

use crate::secret::Secret;
use crate::tui::message::Page;

/// What the loop does outside itself, besides orders to the background task.
pub trait Outside {
    /// Puts text on the clipboard. How that ended is heard from [`Sources::copied`](super::Sources::copied).
    fn copy(&mut self, text: &Secret) -> io::Result<()>;
    /// Whether the terminal is still taken over: after a panic anywhere it is not, and nothing may be drawn.
    fn can_draw(&self) -> bool;
    /// Asks the terminal for the mouse, or leaves it to the terminal; it comes back with the terminal after a rest.
    fn use_mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
    /// Opens a page in a browser.
    fn open(&mut self, page: &Page) -> io::Result<()>;
    /// Whether the last frame is out. The next one waits for that: a terminal may take nothing for a while.
    fn is_free(&self) -> bool {
        true
    }
    /// Ends once the last frame is out.
    fn written(&self) -> impl Future<Output = ()> {
        pending()
    }
    /// Gives the terminal back and stops this job, until a shell brings it back ([`Signal::Continue`](crate::terminal::Signal::Continue)).
    ///
    /// # Errors
    ///
    /// Why that cannot be done.
    fn suspend(&mut self) -> impl Future<Output = Result<(), String>>;
    /// Gives the terminal to the person's editor with this text, and gives the text back that came of it.
    /// [`Outside::resume`] takes the terminal over again.
    ///
    /// # Errors
    ///
    /// Why the text is as it was, in sentences.
    fn edit(&mut self, text: &str) -> impl Future<Output = Result<String, String>>;
    /// Takes the terminal over again, whatever was done to it meanwhile.
    fn resume(&mut self) -> io::Result<()>;
}
