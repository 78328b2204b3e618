//! The exchange of an authorization key with a data centre whose RSA key grammers does not know:
//! <https://core.telegram.org/mtproto/auth_key>.

use std::net::SocketAddrV4;
use std::time::Duration;

use grammers_crypto::{AuthKey, aes, factorize, generate_key_data_from_nonce, rsa};
use grammers_mtproto::{mtp, transport};
use grammers_mtsender::{Sender, ServerAddr};
use grammers_tl_types::{self as tl, Cursor, Deserializable, RemoteCall, Serializable};
use num_bigint::BigUint;
use sha1::{Digest, Sha1};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::Error;
use crate::custom_dc::PublicKey;

const PATIENCE: Duration = Duration::from_secs(15);

/// Makes a key with data centre `dc_id` at `address`, on a connection of its own that is closed
/// when this returns. Gives up after 15 s.
pub(crate) async fn exchange(
    address: SocketAddrV4,
    dc_id: i32,
    server: &PublicKey,
) -> Result<[u8; 256], Error> {
    timeout(PATIENCE, run(address, dc_id, server))
        .await
        .map_err(|_| Error::KeyExchange("no answer in time"))?
}

async fn run(address: SocketAddrV4, dc_id: i32, server: &PublicKey) -> Result<[u8; 256], Error> {
    let mut wire = Sender::connect(
        transport::Full::new(),
        mtp::Plain::new(),
        ServerAddr::Tcp { address: address.into() },
    )
    .await
    .map_err(|error| Error::Invocation(error.into()))?;

    let nonce: [u8; 16] = secret();
    let tl::enums::ResPq::Pq(offer) = call(&mut wire, &tl::functions::ReqPqMulti { nonce }).await?;
    require(offer.nonce == nonce, "another nonce")?;
    if !offer.server_public_key_fingerprints.contains(&server.fingerprint) {
        return Err(Error::UnknownServerKey);
    }
    let server_nonce = offer.server_nonce;
    let new_nonce: [u8; 32] = secret();

    let pq = <[u8; 8]>::try_from(offer.pq.as_slice())
        .map(u64::from_be_bytes)
        .map_err(|_| Error::KeyExchange("pq is not 64 bits long"))?;
    // A number that is no product of two primes makes `factorize` give up by a panic.
    let (p, q) = spawn_blocking(move || factorize(pq))
        .await
        .map_err(|_| Error::KeyExchange("pq has no two factors"))?;
    let (p, q) = (big_endian(p), big_endian(q));
    let proof = tl::enums::PQInnerData::Dc(tl::types::PQInnerDataDc {
        pq: offer.pq,
        p: p.clone(),
        q: q.clone(),
        nonce,
        server_nonce,
        new_nonce,
        dc: dc_id,
    });
    let request = tl::functions::ReqDhParams {
        nonce,
        server_nonce,
        p,
        q,
        public_key_fingerprint: server.fingerprint,
        encrypted_data: rsa::encrypt_hashed(&proof.to_bytes(), &server.key, &secret()),
    };
    let tl::enums::ServerDhParams::Ok(params) = call(&mut wire, &request).await? else {
        return Err(Error::KeyExchange("the server refused our proof"));
    };
    require(params.nonce == nonce && params.server_nonce == server_nonce, "another nonce")?;

    let (key, iv) = generate_key_data_from_nonce(&server_nonce, &new_nonce);
    let inner = open_server_inner(params.encrypted_answer, &key, &iv)?;
    require(inner.nonce == nonce && inner.server_nonce == server_nonce, "another nonce")?;

    let prime = BigUint::from_bytes_be(&inner.dh_prime);
    let g = BigUint::from(inner.g.unsigned_abs());
    let g_a = BigUint::from_bytes_be(&inner.g_a);
    let b = BigUint::from_bytes_be(&secret::<256>());
    require(prime.bits() == 2048, "the prime is not 2048 bits long")?;
    let g_b = g.modpow(&b, &prime);
    require_in_range(&prime, &g_a)?;
    require_in_range(&prime, &g_b)?;

    let answer = tl::enums::ClientDhInnerData::Data(tl::types::ClientDhInnerData {
        nonce,
        server_nonce,
        retry_id: 0,
        g_b: g_b.to_bytes_be(),
    });
    let request = tl::functions::SetClientDhParams {
        nonce,
        server_nonce,
        encrypted_data: seal_client_inner(&answer.to_bytes(), &key, &iv),
    };
    let tl::enums::SetClientDhParamsAnswer::DhGenOk(done) = call(&mut wire, &request).await? else {
        return Err(Error::KeyExchange("the server wants another try"));
    };
    let auth_key = AuthKey::from_bytes(padded(&g_a.modpow(&b, &prime)));
    require(
        done.nonce == nonce
            && done.server_nonce == server_nonce
            && done.new_nonce_hash1 == auth_key.calc_new_nonce_hash(&new_nonce, 1),
        "the server has another key",
    )?;
    Ok(auth_key.to_bytes())
}

async fn call<R: RemoteCall>(
    wire: &mut Sender<transport::Full, mtp::Plain>,
    request: &R,
) -> Result<R::Return, Error> {
    wire.invoke(request).await.map_err(Error::Invocation)
}

fn open_server_inner(
    mut answer: Vec<u8>,
    key: &[u8; 32],
    iv: &[u8; 32],
) -> Result<tl::types::ServerDhInnerData, Error> {
    require(answer.len() > 20 && answer.len().is_multiple_of(16), "answer of a wrong length")?;
    aes::ige_decrypt(&mut answer, key, iv);
    let (hash, data) = answer.split_at(20);
    let mut cursor = Cursor::from_slice(data);
    let tl::enums::ServerDhInnerData::Data(inner) =
        tl::enums::ServerDhInnerData::deserialize(&mut cursor)
            .map_err(|_| Error::KeyExchange("unreadable parameters"))?;
    require(Sha1::digest(&data[..cursor.pos()]).as_slice() == hash, "damaged parameters")?;
    Ok(inner)
}

fn seal_client_inner(data: &[u8], key: &[u8; 32], iv: &[u8; 32]) -> Vec<u8> {
    let mut sealed = Sha1::digest(data).to_vec();
    sealed.extend(data);
    let padding: [u8; 16] = secret();
    let missing = sealed.len().next_multiple_of(16) - sealed.len();
    sealed.extend(&padding[..missing]);
    aes::ige_encrypt(&mut sealed, key, iv);
    sealed
}

/// Both halves must lie between 2^1984 and the prime less 2^1984, so that the key is not weak.
fn require_in_range(prime: &BigUint, value: &BigUint) -> Result<(), Error> {
    let margin = BigUint::from(1_u8) << (2048 - 64);
    require(prime.bits() == 2048 && *value > margin && *value < prime - margin, "weak parameters")
}

fn require(holds: bool, otherwise: &'static str) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::KeyExchange(otherwise)) }
}

fn big_endian(number: u64) -> Vec<u8> {
    BigUint::from(number).to_bytes_be()
}

fn padded(number: &BigUint) -> [u8; 256] {
    let bytes = number.to_bytes_be();
    let mut padded = [0; 256];
    padded[256 - bytes.len()..].copy_from_slice(&bytes);
    padded
}

/// Secrets come from the operating system and from nowhere else: a seed would make them guessable.
pub(crate) fn secret<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has a source of randomness");
    bytes
}
