"""The words that go with a bundle, for whoever opens it on a laptop that knows nothing of this house."""

README = """\
This is an audit bundle of Lastmile. It shows by itself that it is whole and true.

    python3 -I -S verify.py all .

needs Python 3.10 or later and no network. It answers VERIFIED (0), WRONG (1) with what and where, or COULD NOT
JUDGE (2). Compare the key it names with the key that was published, and keep the newest file of checkpoints/:
with it you can show later that nothing was changed since (python3 -I -S verify.py extend OLD NEW).

README.txt        this page
verify.py         the verifier; read it first, it is one file
SHA256SUMS        the digest of every other file (sha256sum -c SHA256SUMS)
vkey              the keys that sign checkpoints
trail.jsonl       every act, one record a line
checkpoints/      the signed states of the trail
proofs/           that the newest checkpoint continues each of those before it
private.jsonl     the texts behind commitments, as far as the reader of this bundle may see them
registers/        the registers, each as a table (CSV) and as JSON Lines, amounts there in minor units
registers.json    of each register how many rows it has and what its amounts come to
documents/        the documents, named by the number of the act that kept them, by document and by version
documents.csv     the same as a table: what each belongs to, its name and its digest
documents.jsonl   where the trail vouches for each
missing.txt       documents whose bytes were not there when this was made; empty if there are none

The verifier checks that every record is numbered, linked and covered by a signature; that texts and documents are
those recorded; that each register adds up to what registers.json says; that the register of transactions has
exactly the postings that the acts tell of; and that what awards have reserved, committed, advanced and liquidated
is what those postings make.
"""
