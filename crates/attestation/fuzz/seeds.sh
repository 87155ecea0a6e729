#!/bin/sh
# Makes the first corpus of both targets with openssl: roots, certificates of several kinds, a
# request, damaged texts, and a whole proof for `verify`.
set -eu
cd "$(dirname "$0")"
out=$(pwd)/corpus
mkdir -p "$out/read" "$out/verify"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cp ../roots/*.pem "$out/read"
cp ../roots/*.pem "$out/verify"
cd "$work"

printf '[req]\ndistinguished_name=dn\nprompt=no\n[dn]\n' > empty.cnf
printf 'basicConstraints=critical,CA:TRUE,pathlen:2\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n' > ca.cnf
printf 'extendedKeyUsage=serverAuth,1.2.3.5\nsubjectAltName=DNS:a.example,IP:10.1.2.3,IP:::1,email:a@b.example,URI:urn:x,RID:1.2.3,dirName:dn\nnsComment=words\n1.2.3.4=DER:0C026869\n[dn]\nCN=other\n' > rich.cnf

key() {
    case $2 in
        RSA) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:"$3" -out "$1.key" 2>/dev/null ;;
        EC) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:"$3" -out "$1.key" 2>/dev/null ;;
    esac
    openssl req -new -config empty.cnf -subj "/C=US/O=Test, \"quoted\"/CN=$1" -key "$1.key" -out "$1.csr"
}
root() {
    openssl x509 -req -in "$1.csr" -signkey "$1.key" -days 5000 -sha256 -extfile ca.cnf -out "$1.crt" 2>/dev/null
}
issue() {
    openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -set_serial 4711 -days 5000 -sha256 \
        -extfile "$3" -out "${4:-$1}.crt" 2>/dev/null
}

key aws RSA 1024; root aws
key manufacturer RSA 1024; root manufacturer
key customer EC P-256; root customer
key p384 EC P-384; root p384
key p521 EC P-521; root p521
key hardware RSA 1024
issue hardware aws ca.cnf
issue hardware manufacturer ca.cnf hardware2
key hsm RSA 1024; issue hsm hardware rich.cnf
issue hsm customer /dev/null cluster

for name in aws customer p384 p521 hardware hsm cluster; do
    openssl x509 -in "$name.crt" -outform DER -out "$out/read/$name.der"
    cp "$name.crt" "$out/read/$name.pem"
done
openssl req -in hsm.csr -outform DER -out "$out/read/request.der"
cp hsm.csr "$out/read/request.pem"
{ echo 'words before'; cat hsm.crt hardware.crt; } > "$out/read/bundle.pem"
openssl x509 -in hsm.crt -trustout -addtrust serverAuth -out "$out/read/trusted.pem"
head -c 300 hsm.crt > "$out/read/cut.pem"
grep -v -e '---' hsm.crt > "$out/read/bare.txt"

separator() { printf '\377\000\377'; }
der() { openssl x509 -in "$1.crt" -outform DER; }
{
    openssl req -in hsm.csr -outform DER; separator
    der hsm; separator; der hardware; separator; der hardware2; separator; der cluster; separator
    der aws; separator; der manufacturer; separator; der customer; separator; printf hsm1.medium
} > "$out/verify/whole.bin"
{
    cat hsm.csr; separator; cat hsm.crt hardware.crt; separator; cat hardware.crt; separator
    cat hardware2.crt; separator; cat cluster.crt customer.crt; separator; cat aws.crt; separator
    cat manufacturer.crt; separator; cat customer.crt; separator; printf hsm2m.medium
} > "$out/verify/pem.bin"
