//! Two-step passwords: the server's side of Telegram's Secure Remote Password.
//! The password itself is never sent, nor kept.
//!
//! <https://core.telegram.org/api/srp>

use num_bigint::BigUint;
use pbkdf2::pbkdf2_hmac;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha512};

use crate::mtproto::exchange::{DH_GENERATOR as G, DH_PRIME as P};
use crate::mtproto::rsa::fixed_bytes;

const ITERATIONS: u32 = 100_000;

/// What is kept of a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Verifier {
    pub(crate) salt1: Vec<u8>,
    pub(crate) salt2: Vec<u8>,
    v: Vec<u8>,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier(..)")
    }
}

/// A question put to one client.
pub(crate) struct Challenge {
    /// Names the challenge on the wire.
    pub(crate) id: i64,
    /// The server's public number, `B`.
    pub(crate) public: [u8; 256],
    secret: BigUint,
    verifier: Verifier,
}

impl Verifier {
    /// What to keep of a password. Slow on purpose.
    pub(crate) fn new(password: &str, salt1: [u8; 32], salt2: [u8; 16]) -> Verifier {
        // PH2(password) := SH(pbkdf2(sha512, PH1(password), salt1, 100000), salt2)
        // PH1(password) := SH(SH(password, salt1), salt2), SH(x, s) := H(s | x | s)
        let sh = |data: &[u8], salt: &[u8]| hash(&[salt, data, salt]);
        let ph1 = sh(&sh(password.as_bytes(), &salt1), &salt2);
        let mut derived = [0; 64];
        pbkdf2_hmac::<Sha512>(&ph1, &salt1, ITERATIONS, &mut derived);
        let x = BigUint::from_bytes_be(&sh(&derived, &salt2));
        let v = BigUint::from(G).modpow(&x, &P).to_bytes_be();
        Verifier { salt1: salt1.to_vec(), salt2: salt2.to_vec(), v }
    }
}

impl Verifier {
    /// What a client made of a password. `None` if that is no number below the
    /// prime.
    pub(crate) fn made_by_client(salt1: Vec<u8>, salt2: Vec<u8>, v: &[u8]) -> Option<Verifier> {
        let number = BigUint::from_bytes_be(v);
        let is_number = v.len() == 256 && number != BigUint::ZERO && number < *P;
        is_number.then(|| Verifier { salt1, salt2, v: number.to_bytes_be() })
    }
}

impl Challenge {
    /// Whether this password is asked for.
    pub(crate) fn is_about(&self, verifier: &Verifier) -> bool {
        self.verifier == *verifier
    }

    /// Asks a client to prove that it knows the password: `B = k·v + g^b`.
    pub(crate) fn new(verifier: &Verifier, id: i64, secret: [u8; 256]) -> Challenge {
        let secret = BigUint::from_bytes_be(&secret);
        let k = BigUint::from_bytes_be(&hash(&[&padded(&P), &padded(&BigUint::from(G))]));
        let v = BigUint::from_bytes_be(&verifier.v);
        let b = (k * v + BigUint::from(G).modpow(&secret, &P)) % &*P;
        Challenge { id, public: padded(&b), secret, verifier: verifier.clone() }
    }

    /// Whether the client's `A` and `M1` prove that it does.
    pub(crate) fn is_proved_by(&self, a: &[u8], m1: &[u8]) -> bool {
        let a = BigUint::from_bytes_be(a);
        if &a % &*P == BigUint::ZERO || a >= *P {
            return false;
        }
        let a_bytes = padded(&a);
        let u = BigUint::from_bytes_be(&hash(&[&a_bytes, &self.public]));
        let v = BigUint::from_bytes_be(&self.verifier.v);
        let s = (a * v.modpow(&u, &P) % &*P).modpow(&self.secret, &P);
        let mut p_xor_g = hash(&[&padded(&P)]);
        for (byte, g) in p_xor_g.iter_mut().zip(hash(&[&padded(&BigUint::from(G))])) {
            *byte ^= g;
        }
        let expected = hash(&[
            &p_xor_g,
            &hash(&[&self.verifier.salt1]),
            &hash(&[&self.verifier.salt2]),
            &a_bytes,
            &self.public,
            &hash(&[&padded(&s)]),
        ]);
        expected == m1
    }
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize().into()
}

/// A number below the prime, in as many bytes as the prime has.
fn padded(number: &BigUint) -> [u8; 256] {
    fixed_bytes(number).expect("numbers modulo the prime fit into its 256 bytes")
}

#[cfg(test)]
mod tests {
    use grammers_crypto::two_factor_auth::calculate_2fa;

    use super::*;

    #[test]
    fn a_client_with_the_password_is_believed_and_another_is_not() {
        let verifier = Verifier::new("correct horse", [1; 32], [2; 16]);
        let challenge = Challenge::new(&verifier, 7, [3; 256]);
        let answer = |password: &str| {
            let (salt1, salt2) = (&verifier.salt1, &verifier.salt2);
            let p = P.to_bytes_be();
            let b = challenge.public.to_vec();
            calculate_2fa(salt1, salt2, &p, &(G as i32), b, vec![4; 256], password)
        };
        let (m1, a) = answer("correct horse");
        assert!(challenge.is_proved_by(&a, &m1));
        let (m1, a) = answer("battery staple");
        assert!(!challenge.is_proved_by(&a, &m1));
        assert!(!challenge.is_proved_by(&[0; 256], &m1));
        assert!(!challenge.is_proved_by(&P.to_bytes_be(), &m1));
    }
}
