//! How what is told is signed, as [Standard Webhooks](https://www.standardwebhooks.com) has it: HMAC-SHA256
//! over the identifier, the moment of the try and the body. Whoever receives it can tell that it comes from
//! here, is unaltered, and is not played to them again by somebody who has heard it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{DeliveryId, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::WebhookSecrets;
use zeroize::Zeroizing;

/// How the text of a secret begins.
const PREFIX: &str = "whsec_";

/// How long a secret is, in bytes.
const LENGTH: usize = 32;

/// A new secret, from the operating system's entropy.
pub(crate) fn new_secret() -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; LENGTH]);
    getrandom::fill(&mut bytes).expect("the operating system gives randomness once it has booted");
    bytes
}

/// A secret as its owner is shown it.
pub(crate) fn text(secret: &[u8]) -> Zeroizing<String> {
    let encoded = Zeroizing::new(STANDARD.encode(secret));
    Zeroizing::new(format!("{PREFIX}{}", *encoded))
}

/// The header that signs a body: with the secret before the present one too, while that counts.
pub(crate) fn signatures(
    secrets: &WebhookSecrets,
    id: DeliveryId,
    at: Timestamp,
    body: &str,
) -> String {
    let all = std::iter::once(&secrets.secret).chain(&secrets.old);
    let signed: Vec<String> = all.map(|secret| sign(secret, &id.to_string(), at, body)).collect();
    signed.join(" ")
}

fn sign(secret: &[u8], id: &str, at: Timestamp, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    for part in [id, ".", &at.as_secs().to_string(), ".", body] {
        mac.update(part.as_bytes());
    }
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the reference libraries of Standard Webhooks.
    #[test]
    fn it_is_the_standards_signature() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let at = Timestamp::from_secs(1_614_265_330);
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert_eq!(*text(&secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    #[test]
    fn both_secrets_sign_while_both_count() {
        let (id, at) = (DeliveryId::new(Timestamp::from_secs(1), 1), Timestamp::from_secs(1));
        let (first, second) = (new_secret(), new_secret());
        assert_ne!(first, second);
        let alone = WebhookSecrets { secret: second.clone(), old: None };
        let both = WebhookSecrets { secret: second, old: Some(first) };
        let (one, two) = (signatures(&alone, id, at, "{}"), signatures(&both, id, at, "{}"));
        assert_eq!(two.split(' ').next(), Some(&*one));
        assert_eq!((one.split(' ').count(), two.split(' ').count()), (1, 2));
    }
}
