//! MTProto 2.0: from frames to requests and back.
//!
//! | file | what it knows |
//! |---|---|
//! | [`rsa`] | the server's RSA key: made, stored, its fingerprint, decryption |
//! | [`exchange`] | how a client and the server agree on an authorization key |
//! | [`cipher`] | messages under an authorization key |
//! | [`envelope`] | containers, packed objects, results: what messages are made of |
//! | [`salts`] | which server salts are good when |
//! | [`session`] | one client session: numbering, duplicates, what was not yet acknowledged |
//! | [`waiting`] | updates for a session without a connection |
//! | [`refusal`] | which messages are not taken, and what is said of them |
//! | [`service`] | MTProto's own messages: pings, acknowledgements, salts, states |
//! | [`connection`] | one TCP connection: the loop that joins the above |
//! | [`hub`] | who is connected, for updates to reach them |
//!
//! Knows nothing of accounts and messages of people: a request's body goes to
//! [`crate::api`] as bytes and its answer comes back as bytes.
//!
//! See <https://core.telegram.org/mtproto>.

pub(crate) mod cipher;
pub(crate) mod connection;
pub(crate) mod envelope;
pub(crate) mod exchange;
pub(crate) mod hub;
mod refusal;
pub(crate) mod rsa;
pub(crate) mod salts;
pub(crate) mod service;
pub(crate) mod session;
pub(crate) mod waiting;
