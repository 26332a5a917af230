//! The screens by name.

use crate::tui::screens::every_screen;

macro_rules! screens {
    ($($module:ident $screen:ident $digit:literal $title:literal $state:ident;)*) => {
        /// The screens of this program.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Screen {
            $(
                #[doc = concat!("The screen with the title ", $title, ".")]
                $screen,
            )*
        }

        impl Screen {
            /// All screens: digit, title, screen. The digits between are kept for screens to come.
            pub const ALL: &'static [(char, &'static str, Self)] = &[$(($digit, $title, Self::$screen)),*];

            /// Its title.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$screen => $title,)*
                }
            }
        }
    };
}

every_screen!(screens);
