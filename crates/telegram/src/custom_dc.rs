//! A data centre of one's own: where it is, and the key that proves it.

use std::net::SocketAddrV4;

use grammers_crypto::rsa;
use grammers_tl_types::Serializable;
use num_bigint::BigUint;
use pkcs1::{DecodeRsaPublicKey, RsaPublicKeyOwned};
use sha1::{Digest, Sha1};

use crate::Error;

/// A data centre other than Telegram's, such as the sandbox. It serves as every data centre there
/// is: addresses that it announces are not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomDc {
    /// Where it listens.
    pub address: SocketAddrV4,
    /// Its RSA public key as a PKCS#1 PEM (`-----BEGIN RSA PUBLIC KEY-----`).
    pub public_key: String,
}

/// A server's RSA key, ready to encrypt with.
pub(crate) struct PublicKey {
    pub(crate) key: rsa::Key,
    /// What the server calls the key.
    pub(crate) fingerprint: i64,
}

impl PublicKey {
    pub(crate) fn from_pem(pem: &str) -> Result<Self, Error> {
        let key = RsaPublicKeyOwned::from_pkcs1_pem(pem.trim()).map_err(Error::PublicKey)?;
        let modulus = key.modulus.as_bytes();
        let exponent = key.public_exponent.as_bytes();
        let decimal = |bytes| BigUint::from_bytes_be(bytes).to_str_radix(10);
        Ok(Self {
            key: rsa::Key::new(&decimal(modulus), &decimal(exponent))
                .expect("decimal digits make a number"),
            fingerprint: fingerprint(modulus, exponent),
        })
    }
}

/// The low 64 bits of SHA-1 over the key as TL strings
/// (<https://core.telegram.org/mtproto/auth_key>, step 2).
fn fingerprint(modulus: &[u8], exponent: &[u8]) -> i64 {
    let mut bytes = modulus.to_bytes();
    exponent.serialize(&mut bytes);
    let hash: [u8; 20] = Sha1::digest(&bytes).into();
    i64::from_le_bytes(*hash.last_chunk().expect("20 bytes end with 8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Telegram's production key and its fingerprint, from
    /// <https://core.telegram.org/api/obtaining_api_id>.
    const TELEGRAMS: &str = "\
-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEA6LszBcC1LGzyr992NzE0ieY+BSaOW622Aa9Bd4ZHLl+TuFQ4lo4g
5nKaMBwK/BIb9xUfg0Q29/2mgIR6Zr9krM7HjuIcCzFvDtr+L0GQjae9H0pRB2OO
62cECs5HKhT5DZ98K33vmWiLowc621dQuwKWSQKjWf50XYFw42h21P2KXUGyp2y/
+aEyZ+uVgLLQbRA1dEjSDZ2iGRy12Mk5gpYc397aYp438fsJoHIgJ2lgMv5h7WY9
t6N/byY9Nw9p21Og3AoXSL2q/2IJ1WRUhebgAdGVMlV1fkuOQoEzR7EdpqtQD9Cs
5+bfo3Nhmcyvk5ftB0WkJ9z6bNZ7yxrP8wIDAQAB
-----END RSA PUBLIC KEY-----
";

    #[test]
    fn the_fingerprint_is_the_one_that_telegram_names() {
        let key = PublicKey::from_pem(TELEGRAMS).unwrap();
        assert_eq!(key.fingerprint, 0xd09d_1d85_de64_fd85_u64.cast_signed());
    }

    #[test]
    fn what_is_no_pkcs1_key_is_refused() {
        for text in [
            "",
            "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n",
            &TELEGRAMS.replace("RSA PUBLIC KEY", "PUBLIC KEY"),
        ] {
            assert!(matches!(PublicKey::from_pem(text), Err(Error::PublicKey(_))));
        }
    }
}
