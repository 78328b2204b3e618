//! What several pages show.

pub(crate) mod alert;
pub(crate) mod avatar;
pub(crate) mod bubble;
pub(crate) mod chart;
pub(crate) mod connection;
pub(crate) mod credentials;
pub(crate) mod doing;
pub(crate) mod export;
pub(crate) mod fact;
pub(crate) mod history;
pub(crate) mod keys;
pub(crate) mod line;
pub(crate) mod marked;
pub(crate) mod mode;
pub(crate) mod model;
pub(crate) mod qr;
pub(crate) mod reason;
pub(crate) mod recalled;
pub(crate) mod refusal;
pub(crate) mod standing;
pub(crate) mod talks;
pub(crate) mod time;
pub(crate) mod timeline;
pub(crate) mod voice;
pub(crate) mod webhook;
pub(crate) mod week;
