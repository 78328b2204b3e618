//! How a client and the server agree on an authorization key: three plain
//! requests, of which the last two are a Diffie-Hellman exchange.
//!
//! <https://core.telegram.org/mtproto/auth_key>

use std::sync::LazyLock;

use grammers_crypto::{aes, generate_key_data_from_nonce};
use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, Serializable, deserialize, enums, functions, types,
};
use num_bigint::BigUint;
use sha1::{Digest, Sha1};

use super::cipher::AuthKey;
use super::rsa::{RsaKey, fixed_bytes};
use crate::entropy;

/// The safe prime that Telegram's servers use. Clients know it by heart, which
/// saves them the proof that it is one.
pub(crate) static DH_PRIME: LazyLock<BigUint> = LazyLock::new(|| {
    BigUint::parse_bytes(
        b"c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f\
          48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37\
          20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64\
          2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4\
          a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754\
          fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4\
          e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f\
          0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b",
        16,
    )
    .expect("the constant is hexadecimal")
});
/// A generator of the prime's large subgroup.
pub(crate) const DH_GENERATOR: u32 = 3;
/// Numbers nearer than this to 0 or to the prime are refused, as MTProto's
/// security guidelines ask.
const MARGIN_BITS: u64 = 2048 - 64;

/// Stands for the data centre of a client that names none.
const UNNAMED_DC: i32 = 0;

/// Why an exchange failed. The client is told so by a transport error and may
/// begin again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExchangeError {
    #[error("a plain message holds no request that is due")]
    Unexpected,
    #[error("the nonces are not those of this exchange")]
    Nonce,
    #[error("the proof of work is wrong")]
    Factors,
    #[error("data was encrypted with another key, or wrongly")]
    Encryption,
    #[error(transparent)]
    Malformed(#[from] deserialize::Error),
}

/// A key on which both sides have agreed.
pub(crate) struct Agreed {
    pub(crate) key: AuthKey,
    /// The data centre that the client meant to dial.
    pub(crate) dc: i32,
    /// Seconds until the key expires, if it is a temporary one.
    pub(crate) expires_in: Option<i32>,
    /// The salt that follows from the nonces, good for the first messages.
    pub(crate) first_salt: i64,
}

/// One connection's exchange. A client may begin anew at any step.
#[derive(Default)]
pub(crate) struct Exchange {
    step: Step,
}

#[derive(Default)]
enum Step {
    #[default]
    Idle,
    /// `resPQ` was sent.
    Challenged { nonce: [u8; 16], server_nonce: [u8; 16], p: u32, q: u32 },
    /// `server_DH_params_ok` was sent.
    Offered { nonce: [u8; 16], server_nonce: [u8; 16], new_nonce: [u8; 32], secret: Secret },
}

struct Secret {
    a: BigUint,
    dc: i32,
    expires_in: Option<i32>,
}

impl Exchange {
    /// Answers one plain request: the answer's body, and the key once agreed.
    pub(crate) fn answer(
        &mut self,
        request: &[u8],
        rsa: &RsaKey,
        now: i32,
    ) -> Result<(Vec<u8>, Option<Agreed>), ExchangeError> {
        let mut body = Cursor::from_slice(request);
        let step = std::mem::take(&mut self.step);
        match (u32::deserialize(&mut body)?, step) {
            (functions::ReqPqMulti::CONSTRUCTOR_ID, _) => {
                let functions::ReqPqMulti { nonce } = Deserializable::deserialize(&mut body)?;
                Ok((self.challenge(nonce, rsa), None))
            }
            (functions::ReqPq::CONSTRUCTOR_ID, _) => {
                let functions::ReqPq { nonce } = Deserializable::deserialize(&mut body)?;
                Ok((self.challenge(nonce, rsa), None))
            }
            (
                functions::ReqDhParams::CONSTRUCTOR_ID,
                Step::Challenged { nonce, server_nonce, p, q },
            ) => {
                let request = functions::ReqDhParams::deserialize(&mut body)?;
                if (request.nonce, request.server_nonce) != (nonce, server_nonce) {
                    return Err(ExchangeError::Nonce);
                }
                if (number(&request.p), number(&request.q)) != (p.into(), q.into()) {
                    return Err(ExchangeError::Factors);
                }
                self.offer(&request, rsa, now).map(|answer| (answer, None))
            }
            (
                functions::SetClientDhParams::CONSTRUCTOR_ID,
                Step::Offered { nonce, server_nonce, new_nonce, secret },
            ) => {
                let request = functions::SetClientDhParams::deserialize(&mut body)?;
                if (request.nonce, request.server_nonce) != (nonce, server_nonce) {
                    return Err(ExchangeError::Nonce);
                }
                agree(request, &new_nonce, secret)
            }
            _ => Err(ExchangeError::Unexpected),
        }
    }

    fn challenge(&mut self, nonce: [u8; 16], rsa: &RsaKey) -> Vec<u8> {
        let server_nonce = entropy::bytes();
        let (p, q) = two_primes();
        self.step = Step::Challenged { nonce, server_nonce, p, q };
        enums::ResPq::from(types::ResPq {
            nonce,
            server_nonce,
            pq: (u64::from(p) * u64::from(q)).to_be_bytes().to_vec(),
            server_public_key_fingerprints: vec![rsa.public().fingerprint],
        })
        .to_bytes()
    }

    fn offer(
        &mut self,
        request: &functions::ReqDhParams,
        rsa: &RsaKey,
        now: i32,
    ) -> Result<Vec<u8>, ExchangeError> {
        if request.public_key_fingerprint != rsa.public().fingerprint {
            return Err(ExchangeError::Encryption);
        }
        let inner = rsa.decrypt(&request.encrypted_data).ok_or(ExchangeError::Encryption)?;
        let (new_nonce, dc, expires_in) = match &inner {
            enums::PQInnerData::Data(data) => (data.new_nonce, UNNAMED_DC, None),
            enums::PQInnerData::Dc(data) => (data.new_nonce, data.dc, None),
            enums::PQInnerData::Temp(data) => (data.new_nonce, UNNAMED_DC, Some(data.expires_in)),
            enums::PQInnerData::TempDc(data) => (data.new_nonce, data.dc, Some(data.expires_in)),
        };
        if (inner.nonce(), inner.server_nonce()) != (request.nonce, request.server_nonce) {
            return Err(ExchangeError::Nonce);
        }

        let a = BigUint::from_bytes_be(&entropy::bytes::<256>());
        let g_a = BigUint::from(DH_GENERATOR).modpow(&a, &DH_PRIME);
        let answer = enums::ServerDhInnerData::from(types::ServerDhInnerData {
            nonce: request.nonce,
            server_nonce: request.server_nonce,
            g: DH_GENERATOR as i32,
            dh_prime: DH_PRIME.to_bytes_be(),
            g_a: g_a.to_bytes_be(),
            server_time: now,
        })
        .to_bytes();
        let mut encrypted = [&Sha1::digest(&answer)[..], &answer].concat();
        encrypted.resize(encrypted.len().next_multiple_of(16), 0);
        let (key, iv) = generate_key_data_from_nonce(&request.server_nonce, &new_nonce);
        aes::ige_encrypt(&mut encrypted, &key, &iv);

        let (nonce, server_nonce) = (request.nonce, request.server_nonce);
        let secret = Secret { a, dc, expires_in };
        self.step = Step::Offered { nonce, server_nonce, new_nonce, secret };
        let ok = types::ServerDhParamsOk { nonce, server_nonce, encrypted_answer: encrypted };
        Ok(enums::ServerDhParams::from(ok).to_bytes())
    }
}

fn agree(
    request: functions::SetClientDhParams,
    new_nonce: &[u8; 32],
    secret: Secret,
) -> Result<(Vec<u8>, Option<Agreed>), ExchangeError> {
    let functions::SetClientDhParams { nonce, server_nonce, encrypted_data: mut data } = request;
    if data.len() < 20 || !data.len().is_multiple_of(16) {
        return Err(ExchangeError::Encryption);
    }
    let (key, iv) = generate_key_data_from_nonce(&server_nonce, new_nonce);
    aes::ige_decrypt(&mut data, &key, &iv);
    let (hash, answer) = data.split_at(20);
    let mut cursor = Cursor::from_slice(answer);
    let enums::ClientDhInnerData::Data(inner) = enums::ClientDhInnerData::deserialize(&mut cursor)?;
    if Sha1::digest(&answer[..cursor.pos()])[..] != *hash {
        return Err(ExchangeError::Encryption);
    }
    if (inner.nonce, inner.server_nonce) != (nonce, server_nonce) {
        return Err(ExchangeError::Nonce);
    }

    let g_b = BigUint::from_bytes_be(&inner.g_b);
    let shared = fixed_bytes(&g_b.modpow(&secret.a, &DH_PRIME)).ok_or(ExchangeError::Encryption)?;
    let hashes = grammers_crypto::AuthKey::from_bytes(shared);
    if !is_in_range(&g_b) {
        let new_nonce_hash3 = hashes.calc_new_nonce_hash(new_nonce, 3);
        let fail = types::DhGenFail { nonce, server_nonce, new_nonce_hash3 };
        return Ok((enums::SetClientDhParamsAnswer::DhGenFail(fail).to_bytes(), None));
    }
    let new_nonce_hash1 = hashes.calc_new_nonce_hash(new_nonce, 1);
    let ok = types::DhGenOk { nonce, server_nonce, new_nonce_hash1 };
    let agreed = Agreed {
        key: AuthKey::new(shared),
        dc: secret.dc,
        expires_in: secret.expires_in,
        first_salt: first_half(new_nonce) ^ first_half(&server_nonce),
    };
    Ok((enums::SetClientDhParamsAnswer::DhGenOk(ok).to_bytes(), Some(agreed)))
}

/// Whether a power sent by a client is far enough from the ends for its
/// exponent to stay secret.
fn is_in_range(power: &BigUint) -> bool {
    let margin = BigUint::from(1u32) << MARGIN_BITS;
    margin <= *power && *power <= &*DH_PRIME - margin
}

fn first_half(nonce: &[u8]) -> i64 {
    i64::from_le_bytes(nonce[..8].try_into().expect("a nonce has 16 bytes or more"))
}

/// A big-endian number of at most eight bytes; what is longer is no factor.
fn number(bytes: &[u8]) -> u64 {
    let mut padded = [0; 8];
    match 8usize.checked_sub(bytes.len()) {
        Some(zeros) => {
            padded[zeros..].copy_from_slice(bytes);
            u64::from_be_bytes(padded)
        }
        None => 0,
    }
}

/// Two different primes of 31 bits, the smaller first. Their product has the
/// eight bytes that clients expect, and factors in a moment.
fn two_primes() -> (u32, u32) {
    let random = || u32::from_le_bytes(entropy::bytes()) >> 1 | 1 << 30 | 1;
    let mut primes = std::iter::repeat_with(random).filter(|&n| is_prime(n));
    loop {
        if let (Some(p), Some(q)) = (primes.next(), primes.next())
            && p < q
        {
            return (p, q);
        }
    }
}

/// Trial division, enough for numbers of 32 bits.
fn is_prime(n: u32) -> bool {
    n > 2
        && n % 2 == 1
        && (3..).step_by(2).take_while(|d| d * d <= u64::from(n)).all(|d| u64::from(n) % d != 0)
}
