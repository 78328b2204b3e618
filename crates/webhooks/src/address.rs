//! Which addresses a webhook may have: those that anybody may reach. An address of this machine, of the
//! networks around it or of a cloud's metadata would let whoever sets a webhook speak to what the server
//! can reach and they cannot.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far connections may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To addresses that anybody may reach.
    Public,
    /// To this machine only.
    Loopback,
    /// Anywhere.
    Anywhere,
}

impl Reach {
    pub(crate) fn allows(self, address: IpAddr) -> bool {
        let address = plain(address);
        match self {
            Self::Public => is_public(address),
            Self::Loopback => address.is_loopback(),
            Self::Anywhere => !address.is_unspecified() && !address.is_multicast(),
        }
    }
}

/// The IPv4 address that is meant by one that is only written as IPv6: the system connects to it.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// Whether an address is globally reachable by the registries of special addresses (IANA: IPv4 and IPv6
/// Special-Purpose Address Registries, RFC 6890), and for one thing only.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// What is not globally reachable: network, and length of its prefix in bits.
const SPECIAL_V4: [([u8; 4], u32); 16] = [
    ([0, 0, 0, 0], 8),       // this network
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // behind a carrier's NAT
    ([127, 0, 0, 0], 8),     // this machine
    ([169, 254, 0, 0], 16),  // link-local; metadata of clouds
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // protocol assignments
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 31, 196, 0], 24), // AS112
    ([192, 52, 193, 0], 24), // AMT
    ([192, 88, 99, 0], 24),  // relays of 6to4
    ([192, 168, 0, 0], 16),  // private
    ([198, 18, 0, 0], 15),   // benchmarks
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 3),     // multicast, reserved, broadcast
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let address = address.to_bits();
    !SPECIAL_V4.iter().any(|(network, length)| {
        let network = Ipv4Addr::from(*network).to_bits();
        (address ^ network) >> (32 - length) == 0
    })
}

/// Within 2000::/3, what is not for everybody or stands for an IPv4 address.
const SPECIAL_V6: [(u128, u32); 4] = [
    (0x2001 << 112, 23),     // protocol assignments, Teredo among them
    (0x2001_0db8 << 96, 32), // documentation
    (0x2002 << 112, 16),     // 6to4
    (0x3fff << 112, 20),     // documentation
];

/// 64:ff9b::/96, by which a network without IPv4 reaches IPv4 (RFC 6052).
const NAT64: u128 = 0x0064_ff9b << 96;

fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = address.to_bits();
    let is_in = |network: u128, length: u32| (bits ^ network) >> (128 - length) == 0;
    if is_in(NAT64, 96) {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    // All that is assigned for everybody (RFC 4291, 2.4).
    is_in(0x2000 << 112, 3) && !SPECIAL_V6.iter().any(|(network, length)| is_in(*network, *length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(reach: Reach, address: &str) -> bool {
        reach.allows(address.parse().unwrap())
    }

    #[test]
    fn what_anybody_may_reach_is_public() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.1.1",
            "192.169.0.1",
            "198.17.255.255",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "2001:4860:4860::8888",
            "2001:200::1",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ] {
            assert!(allowed(Reach::Public, address), "{address}");
        }
    }

    #[test]
    fn what_only_the_server_reaches_is_not() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            // This machine, link-local, unique local, site-local, multicast, discarded.
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "fec0::1",
            "ff02::1",
            "100::1",
            // An IPv4 address in other clothes: mapped, compatible, translated, NAT64, 6to4, Teredo.
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:10.0.0.1",
            "::ffff:0:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::8.8.8.8",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "2001:0:4136:e378::",
            "2001:20::1",
            // Documentation, segment routing, not assigned.
            "2001:db8::1",
            "3fff::1",
            "5f00::1",
            "4000::1",
            "8000::1",
        ] {
            assert!(!allowed(Reach::Public, address), "{address}");
        }
    }

    #[test]
    fn whoever_runs_the_server_may_let_more_be_reached() {
        for address in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
            assert!(allowed(Reach::Loopback, address), "{address}");
            assert!(allowed(Reach::Anywhere, address), "{address}");
        }
        for address in ["0.0.0.0", "::", "224.0.0.1", "ff02::1", "::ffff:0.0.0.0"] {
            assert!(!allowed(Reach::Loopback, address), "{address}");
            assert!(!allowed(Reach::Anywhere, address), "{address}");
        }
        assert!(!allowed(Reach::Loopback, "10.0.0.1") && allowed(Reach::Anywhere, "10.0.0.1"));
    }
}
