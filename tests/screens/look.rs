//! What text does not show.
