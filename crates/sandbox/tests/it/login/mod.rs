//! Logging in, and being refused.

mod code;
mod migration;
mod password;
mod qr;
mod sessions;
mod sign_up;

use grammers_client::tl::{enums, functions as f, types};

use crate::support::Person;

/// Asks for a code, and returns the hash that goes with it.
async fn send_code(stranger: &Person, phone: &str) -> String {
    hash_of(stranger.call(code_request(phone)).await)
}

fn code_request(phone: &str) -> f::auth::SendCode {
    let settings = types::CodeSettings {
        allow_flashcall: false,
        current_number: false,
        allow_app_hash: false,
        allow_missed_call: false,
        allow_firebase: false,
        unknown_number: false,
        logout_tokens: None,
        token: None,
        app_sandbox: None,
    };
    f::auth::SendCode {
        phone_number: phone.into(),
        api_id: 1,
        api_hash: "hash".into(),
        settings: settings.into(),
    }
}

fn hash_of(sent: enums::auth::SentCode) -> String {
    match sent {
        enums::auth::SentCode::Code(sent) => sent.phone_code_hash,
        other => panic!("{other:?}"),
    }
}

fn sign_in(phone: &str, hash: &str, code: &str) -> f::auth::SignIn {
    f::auth::SignIn {
        phone_number: phone.into(),
        phone_code_hash: hash.into(),
        phone_code: Some(code.into()),
        email_verification: None,
    }
}

/// Another code than this one.
fn wrong(code: &str) -> String {
    if code == "00000" { "00001" } else { "00000" }.to_owned()
}
