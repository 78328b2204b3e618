//! The server's RSA key, by which clients know that they talk to this sandbox.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use glass_pumpkin::prime;
use grammers_crypto::aes;
use grammers_tl_types::{Cursor, Deserializable, Serializable, enums};
use num_bigint::BigUint;
use pkcs1::der::asn1::{Uint, UintRef};
use pkcs1::{
    DecodeRsaPrivateKey, EncodeRsaPrivateKey, EncodeRsaPublicKey, LineEnding, RsaPrivateKey,
    RsaPrivateKeyOwned, RsaPublicKey,
};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::PublicKey;

/// The modulus has 2048 bits: MTProto's padding fits no other size.
const BYTES: usize = 256;
const EXPONENT: u32 = 65537;
const PRIVATE_FILE: &str = "private.pem";
const PUBLIC_FILE: &str = "public.pem";

/// Why the key could not be loaded or made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RsaError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{PRIVATE_FILE} holds no RSA key of 2048 bits")]
    Malformed(#[source] Option<pkcs1::Error>),
}

/// A private key, kept as its Chinese remainder parts, which decrypt four times
/// faster than the whole.
#[derive(Clone)]
pub(crate) struct RsaKey {
    public: PublicKey,
    p: BigUint,
    q: BigUint,
    p_exponent: BigUint,
    q_exponent: BigUint,
    q_inverse: BigUint,
}

impl RsaKey {
    /// The key in `dir`, made and written there the first time: the private
    /// half for its owner only, the public half for clients.
    pub(crate) fn load_or_create(dir: &Path) -> Result<RsaKey, RsaError> {
        let private = dir.join(PRIVATE_FILE);
        let key = match std::fs::read_to_string(&private) {
            Ok(pem) => RsaKey::from_pem(&pem)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let (pem, key) = RsaKey::generate()?;
                // Written under another name first: a crash half-way leaves no
                // half a key behind.
                let draft = dir.join(format!("{PRIVATE_FILE}.new"));
                let mut file: File = OpenOptions::new()
                    .write(true)
                    .create(true)
                    .truncate(true)
                    .mode(0o600)
                    .open(&draft)?;
                file.write_all(pem.as_bytes())?;
                file.sync_all()?;
                std::fs::rename(&draft, &private)?;
                key
            }
            Err(error) => return Err(error.into()),
        };
        std::fs::write(dir.join(PUBLIC_FILE), &key.public.pem)?;
        Ok(key)
    }

    /// What clients need to know of the key.
    pub(crate) fn public(&self) -> &PublicKey {
        &self.public
    }

    fn generate() -> Result<(String, RsaKey), RsaError> {
        let random = |_| io::Error::other("no source of randomness");
        let e = BigUint::from(EXPONENT);
        let one = BigUint::from(1u32);
        loop {
            let p = prime::new(BYTES * 4).map_err(random)?;
            let q = prime::new(BYTES * 4).map_err(random)?;
            let n = &p * &q;
            let (p_less, q_less) = (&p - &one, &q - &one);
            let (Some(d), Some(inverse)) = (e.modinv(&(&p_less * &q_less)), q.modinv(&p)) else {
                continue;
            };
            if n.bits() != BYTES as u64 * 8 {
                continue;
            }
            let integer = |number: &BigUint| Uint::new(&number.to_bytes_be());
            let encode = || {
                RsaPrivateKey {
                    modulus: integer(&n)?,
                    public_exponent: integer(&e)?,
                    private_exponent: integer(&d)?,
                    prime1: integer(&p)?,
                    prime2: integer(&q)?,
                    exponent1: integer(&(&d % &p_less))?,
                    exponent2: integer(&(&d % &q_less))?,
                    coefficient: integer(&inverse)?,
                    other_prime_infos: None,
                }
                .to_pkcs1_pem(LineEnding::LF)
            };
            let pem = encode().map_err(|error| RsaError::Malformed(Some(error)))?;
            let key = RsaKey::from_pem(&pem)?;
            return Ok((pem.to_string(), key));
        }
    }

    fn from_pem(pem: &str) -> Result<RsaKey, RsaError> {
        let malformed = |error: pkcs1::Error| RsaError::Malformed(Some(error));
        let key = RsaPrivateKeyOwned::from_pkcs1_pem(pem).map_err(malformed)?;
        let number = |integer: &Uint| BigUint::from_bytes_be(integer.as_bytes());
        let n = number(&key.modulus);
        let (p, q) = (number(&key.prime1), number(&key.prime2));
        if n.bits() != BYTES as u64 * 8 || &p * &q != n {
            return Err(RsaError::Malformed(None));
        }
        let modulus = n.to_bytes_be();
        let exponent = number(&key.public_exponent).to_bytes_be();
        let integer = |bytes| UintRef::new(bytes).map_err(|error| malformed(error.into()));
        let pem =
            RsaPublicKey { modulus: integer(&modulus)?, public_exponent: integer(&exponent)? }
                .to_pkcs1_pem(LineEnding::LF)
                .map_err(malformed)?;
        // "The 64 lower-order bits of the SHA1 of the bare type
        // rsa_public_key n:string e:string".
        let sha = Sha1::digest([modulus.to_bytes(), exponent.to_bytes()].concat());
        let fingerprint = i64::from_le_bytes(sha[12..].try_into().expect("SHA-1 has 20 bytes"));
        Ok(RsaKey {
            public: PublicKey { pem, fingerprint, modulus },
            p,
            q,
            p_exponent: number(&key.exponent1),
            q_exponent: number(&key.exponent2),
            q_inverse: number(&key.coefficient),
        })
    }

    /// Opens a `req_DH_params.encrypted_data`, whichever of the two paddings
    /// the client used. `None` if it was not made with this key.
    pub(crate) fn decrypt(&self, data: &[u8]) -> Option<enums::PQInnerData> {
        let block = self.decrypt_block(data)?;
        open_rsa_pad(&block).or_else(|| open_sha1(&block))
    }

    /// `data` to the private exponent, by Garner's formula.
    fn decrypt_block(&self, data: &[u8]) -> Option<[u8; BYTES]> {
        let c = BigUint::from_bytes_be(data);
        if c >= &self.p * &self.q {
            return None;
        }
        let mp = c.modpow(&self.p_exponent, &self.p);
        let mq = c.modpow(&self.q_exponent, &self.q);
        let lifted = &self.p + &mp - &mq % &self.p;
        let m = &mq + &self.q * (lifted * &self.q_inverse % &self.p);
        fixed_bytes(&m)
    }
}

/// A number as big-endian bytes with leading zeros; `None` if it is longer.
pub(crate) fn fixed_bytes(number: &BigUint) -> Option<[u8; BYTES]> {
    let bytes = number.to_bytes_be();
    let mut block = [0; BYTES];
    block[BYTES.checked_sub(bytes.len())?..].copy_from_slice(&bytes);
    Some(block)
}

/// `RSA_PAD`: a temporary AES key, hidden by the hash of what it encrypts.
/// <https://core.telegram.org/mtproto/auth_key#41-rsa-paddata-server-public-key-mentioned-above-is-implemented-as-follows>
fn open_rsa_pad(block: &[u8; BYTES]) -> Option<enums::PQInnerData> {
    let (hidden_key, encrypted) = block.split_first_chunk::<32>()?;
    let mut key = *hidden_key;
    for (byte, mask) in key.iter_mut().zip(Sha256::digest(encrypted)) {
        *byte ^= mask;
    }
    let mut data = encrypted.to_vec();
    aes::ige_decrypt(&mut data, &key, &[0; 32]);
    let (padded, hash) = data.split_at_mut(192);
    padded.reverse();
    let expected = Sha256::new().chain_update(key).chain_update(&*padded).finalize();
    if *hash != expected[..] {
        return None;
    }
    enums::PQInnerData::from_bytes(padded).ok()
}

/// The older padding: SHA-1 of the data, the data, random bytes.
fn open_sha1(block: &[u8; BYTES]) -> Option<enums::PQInnerData> {
    let (zero, rest) = block.split_first()?;
    let (hash, padded) = rest.split_first_chunk::<20>()?;
    let mut cursor = Cursor::from_slice(padded);
    let data = enums::PQInnerData::deserialize(&mut cursor).ok()?;
    let genuine = *zero == 0 && Sha1::digest(&padded[..cursor.pos()])[..] == hash[..];
    genuine.then_some(data)
}
