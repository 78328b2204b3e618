//! Passkeys, with a device that the test plays.

use access::{Added, MOST_PASSKEYS, Outcome, PasskeySite, Question, Signed, Source};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use domain::{AuditAction, Role};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::codes;
use crate::support::{PASSWORD, Server, done, here, minutes, source};

/// The user was there, and said so by a finger or a PIN.
const VERIFIED: u8 = 0b0000_0101;
/// The user was there.
const PRESENT: u8 = 0b0000_0001;
/// The answer tells of a new key.
const NEW: u8 = 0b0100_0000;

/// A person's device with one passkey.
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    /// Whose it is, as the server named them.
    user: Value,
    counter: u32,
    flags: u8,
    origin: &'static str,
}

impl Device {
    fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 16],
            user: Value::Null,
            counter: 0,
            flags: VERIFIED,
            origin: "https://twin.example",
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&mut self, site: &Value, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(site.as_str().unwrap()).to_vec();
        data.push(flags);
        self.counter += 1;
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// Makes a passkey ([WebAuthn, 6.5](https://www.w3.org/TR/webauthn-3/#sctn-attestation)).
    fn make(&mut self, options: &Value) -> String {
        self.user = options["user"]["id"].clone();
        let mut data = self.data(&options["rp"]["id"], self.flags | NEW);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        let point = self.key.verifying_key().to_sec1_point(false);
        // COSE: an elliptic curve's point, for ES256, on P-256.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point.as_bytes()[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point.as_bytes()[33..]);
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend(data);
        json!({
            "id": BASE64URL.encode(&self.id),
            "rawId": BASE64URL.encode(&self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "attestationObject": BASE64URL.encode(attestation),
                "clientDataJSON": BASE64URL.encode(self.client_data("webauthn.create", options)),
            },
        })
        .to_string()
    }

    /// Says who its user is.
    fn prove(&mut self, options: &Value) -> String {
        let data = self.data(&options["rpId"], self.flags);
        let client_data = self.client_data("webauthn.get", options);
        let signed = [&*data, &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": BASE64URL.encode(&self.id),
            "rawId": BASE64URL.encode(&self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": BASE64URL.encode(data),
                "clientDataJSON": BASE64URL.encode(client_data),
                "signature": BASE64URL.encode(signature.to_der()),
                "userHandle": self.user,
            },
        })
        .to_string()
    }
}

/// This machine.
static SOURCE: Source = Source { address: None, agent: String::new() };

fn site() -> PasskeySite {
    PasskeySite::new(true, "twin.example").unwrap()
}

impl Server {
    async fn add(&self, anna: &Signed, device: &mut Device) -> Added {
        let Question { secret, options } = self.access.begin_passkey(anna, &site()).await.unwrap();
        let answer = device.make(&options);
        self.access.add_passkey(anna, &secret, &answer, "Phone", &source()).await.unwrap()
    }

    async fn enter(&self, device: &mut Device) -> Option<Outcome<access::NewSignIn>> {
        let Question { secret, options } = self.access.ask_for_passkey(&site(), None).unwrap();
        let answer = device.prove(&options);
        self.access.sign_in_with_passkey(&secret, &answer, &source()).await.unwrap()
    }

    async fn joined_by_boris(&self, anna: &Signed) -> Signed {
        let invited = self.access.invite(anna, Role::Owner, &source()).await.unwrap().unwrap();
        let joined = self.access.join(&invited.text, "Boris", "boris horse", &source()).await;
        self.signed(&here(joined.unwrap())).await
    }

    async fn with_passkey() -> (Self, Signed, Device) {
        let (server, anna) = Self::with_anna().await;
        let mut device = Device::new(7);
        assert_eq!(server.add(&anna, &mut device).await, Added::Done);
        (server, anna, device)
    }
}

#[tokio::test]
async fn a_device_signs_its_owner_in_without_name_password_and_code() {
    let (server, anna, mut device) = Server::with_passkey().await;
    let new = server.access.new_codes(&anna).unwrap();
    let code = codes::code(&server, &new.secret);
    server.access.turn_codes_on(&anna, &code, &source()).await.unwrap().unwrap();
    let signed = server.signed(&done(server.enter(&mut device).await.unwrap())).await;
    assert_eq!(signed.user, anna.user);
    assert_ne!(signed.browser, anna.browser);
    assert!(signed.is_confirmed);

    let [passkey] = &*server.access.passkeys(anna.user.owner).await.unwrap() else { panic!() };
    assert_eq!((&*passkey.name, &*passkey.site), ("Phone", "twin.example"));
    assert_eq!(passkey.used_at, Some(server.now()));
    let log = server.access.audit_log(anna.user.owner, None, 9).await.unwrap();
    let count = |action| log.iter().filter(|entry| entry.action == action).count();
    assert_eq!((count(AuditAction::PasskeyAdded), count(AuditAction::SignedIn)), (1, 1));
}

#[tokio::test]
async fn a_device_is_asked_to_know_its_user_and_to_keep_what_it_makes() {
    let (server, anna, device) = Server::with_passkey().await;
    let Question { options, .. } = server.access.begin_passkey(&anna, &site()).await.unwrap();
    assert_eq!(options["rp"]["id"], "twin.example");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["excludeCredentials"][0]["id"], BASE64URL.encode(&device.id));
    let Question { options, .. } = server.access.ask_for_passkey(&site(), None).unwrap();
    assert_eq!(
        (&options["rpId"], &options["userVerification"]),
        (&json!("twin.example"), &json!("required"))
    );
    assert_eq!(options["allowCredentials"], json!([]), "nobody learns who is here");
}

#[tokio::test]
async fn an_answer_counts_once_and_for_minutes() {
    let (server, anna, mut device) = Server::with_passkey().await;
    let Question { secret, options } = server.access.ask_for_passkey(&site(), None).unwrap();
    let answer = device.prove(&options);
    let again = || server.access.sign_in_with_passkey(&secret, &answer, &SOURCE);
    done(again().await.unwrap().unwrap());
    assert_eq!(again().await.unwrap(), None);
    assert_eq!(server.access.sign_in_with_passkey("", &answer, &SOURCE).await.unwrap(), None);

    let Question { secret, options } = server.access.ask_for_passkey(&site(), None).unwrap();
    let late = device.prove(&options);
    server.pass(minutes(5));
    assert_eq!(server.access.sign_in_with_passkey(&secret, &late, &SOURCE).await.unwrap(), None);

    let Question { secret, options } = server.access.begin_passkey(&anna, &site()).await.unwrap();
    let answer = Device::new(8).make(&options);
    let add = || server.access.add_passkey(&anna, &secret, &answer, "", &SOURCE);
    assert_eq!(add().await.unwrap(), Added::Done);
    assert_eq!(add().await.unwrap(), Added::TooLate);
}

#[tokio::test]
async fn what_is_not_the_owners_device_at_this_site_is_refused() {
    let (server, anna, mut device) = Server::with_passkey().await;
    let refused = Some(Outcome::Refused);

    device.origin = "https://twin.example.evil.example";
    assert_eq!(server.enter(&mut device).await, refused, "a page elsewhere");
    device.origin = "https://twin.example";
    device.flags = PRESENT;
    assert_eq!(server.enter(&mut device).await, refused, "whoever holds the device");
    device.flags = VERIFIED;
    let mut other = Device { id: device.id.clone(), user: device.user.clone(), ..Device::new(9) };
    other.counter = 100;
    assert_eq!(server.enter(&mut other).await, refused, "another key");
    let mut unknown = Device { user: device.user.clone(), ..Device::new(9) };
    assert_eq!(server.enter(&mut unknown).await, refused, "one that was never added");
    let mut nobodys = Device { id: device.id.clone(), key: device.key.clone(), ..Device::new(9) };
    nobodys.user = json!(BASE64URL.encode([0; 16]));
    assert_eq!(server.enter(&mut nobodys).await, refused, "somebody who is not here");
    done(server.enter(&mut device).await.unwrap());

    let localhost = PasskeySite::new(false, "localhost:8080").unwrap();
    let Question { secret, options } = server.access.ask_for_passkey(&localhost, None).unwrap();
    let answer = device.prove(&options);
    let outcome = server.access.sign_in_with_passkey(&secret, &answer, &source()).await.unwrap();
    assert_eq!(outcome, refused, "another name of the server");

    for answer in ["", "{}", "null", "[1]", "{\"id\":1}"] {
        let secret = server.access.ask_for_passkey(&site(), None).unwrap().secret;
        let outcome = server.access.sign_in_with_passkey(&secret, answer, &source()).await.unwrap();
        assert_eq!(outcome, refused, "{answer}");
        let secret = server.access.begin_passkey(&anna, &site()).await.unwrap().secret;
        let added = server.access.add_passkey(&anna, &secret, answer, "", &source()).await.unwrap();
        assert_eq!(added, Added::Refused, "{answer}");
    }
}

#[tokio::test]
async fn a_copy_of_a_device_is_noticed() {
    let (server, _, mut device) = Server::with_passkey().await;
    let mut copy = Device { counter: 0, user: device.user.clone(), ..Device::new(7) };
    for _ in 0..3 {
        done(server.enter(&mut device).await.unwrap());
    }
    assert_eq!(server.enter(&mut copy).await, Some(Outcome::Refused), "it counts from before");
}

#[tokio::test]
async fn a_passkey_that_was_taken_away_or_whose_person_is_kept_out_opens_nothing() {
    let (server, anna, mut device) = Server::with_passkey().await;
    let id = server.access.passkeys(anna.user.owner).await.unwrap().remove(0).id;
    assert!(!server.access.remove_passkey(&anna, "other", &source()).await.unwrap());
    assert!(server.access.remove_passkey(&anna, &id, &source()).await.unwrap());
    assert!(!server.access.remove_passkey(&anna, &id, &source()).await.unwrap());
    assert_eq!(server.enter(&mut device).await, Some(Outcome::Refused));

    assert_eq!(server.add(&anna, &mut device).await, Added::Done);
    done(server.enter(&mut device).await.unwrap());
    server.access.reset("Анна", "another horse").await.unwrap().unwrap().unwrap();
    assert_eq!(server.enter(&mut device).await, Some(Outcome::Refused), "access was reset");

    let boris = server.joined_by_boris(&anna).await;
    let mut device = Device::new(8);
    assert_eq!(server.add(&boris, &mut device).await, Added::Done);
    let anna = server.signed(&done(server.sign_in("Анна", "another horse", None).await)).await;
    let keep_out = |out| server.access.keep_out(&anna, boris.user.owner, out, &SOURCE);
    assert!(keep_out(true).await.unwrap());
    assert_eq!(server.enter(&mut device).await, Some(Outcome::Refused));
    assert!(keep_out(false).await.unwrap());
    done(server.enter(&mut device).await.unwrap());
}

#[tokio::test]
async fn a_passkey_proves_who_one_is_again_but_only_to_its_owner() {
    let (server, anna, mut device) = Server::with_passkey().await;
    let boris = server.joined_by_boris(&anna).await;
    server.pass(minutes(60));
    for (signed, expected) in [(&boris, Outcome::Refused), (&anna, Outcome::Done(()))] {
        let Question { secret, options } = server.access.ask_for_passkey(&site(), None).unwrap();
        let answer = device.prove(&options);
        let outcome =
            server.access.confirm_with_passkey(signed, &secret, &answer, &source()).await.unwrap();
        assert_eq!(outcome, Some(expected), "{}", signed.user.name);
    }
    let Question { secret, options } = server.access.begin_passkey(&anna, &site()).await.unwrap();
    let answer = Device::new(3).make(&options);
    let added = server.access.add_passkey(&boris, &secret, &answer, "", &source()).await.unwrap();
    assert_eq!(added, Added::Refused, "somebody else was asked");
}

#[tokio::test]
async fn who_guesses_passwords_does_not_shut_out_a_passkey() {
    let (server, _, mut device) = Server::with_passkey().await;
    while !matches!(server.sign_in("Анна", "wrong horse", None).await, Outcome::Locked { .. }) {
    }
    assert!(matches!(server.sign_in("Анна", PASSWORD, None).await, Outcome::Locked { .. }));
    done(server.enter(&mut device).await.unwrap());
}

#[tokio::test]
async fn a_person_has_so_many_passkeys_and_no_more() {
    let (server, anna, _) = Server::with_passkey().await;
    for seed in 1..MOST_PASSKEYS {
        let mut device = Device::new(100 + u8::try_from(seed).unwrap());
        assert_eq!(server.add(&anna, &mut device).await, Added::Done);
    }
    assert_eq!(server.add(&anna, &mut Device::new(99)).await, Added::TooMany);
    assert_eq!(server.access.passkeys(anna.user.owner).await.unwrap().len(), MOST_PASSKEYS);
}

#[tokio::test]
async fn a_stranger_at_the_same_address_is_not_in_the_way_of_who_is_signed_in() {
    let (server, anna, mut device) = Server::with_passkey().await;
    while !matches!(server.sign_in("nobody", "wrong horse", None).await, Outcome::Locked { .. }) {}
    for name in 0..40 {
        server.sign_in(&format!("nobody {name}"), "wrong horse", None).await;
    }
    assert!(matches!(server.enter(&mut device).await, Some(Outcome::Locked { .. })));
    let Question { secret, options } = server.access.ask_for_passkey(&site(), None).unwrap();
    let answer = device.prove(&options);
    let again = server.access.confirm_with_passkey(&anna, &secret, &answer, &source()).await;
    assert_eq!(again.unwrap(), Some(Outcome::Done(())));
}

#[tokio::test]
async fn who_knew_the_password_keeps_no_passkey_of_their_own() {
    let (server, anna, mut device) = Server::with_passkey().await;
    let set = |all| server.access.set_password(&anna, "another horse", all, &SOURCE);
    set(false).await.unwrap().unwrap();
    done(server.enter(&mut device).await.unwrap());
    set(true).await.unwrap().unwrap();
    assert_eq!(server.enter(&mut device).await, Some(Outcome::Refused));
}
