"""Bank files for tests, in the shapes that banks give them."""

V02_BATCH = b"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
 <BkToCstmrStmt>
  <GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-06-30T20:00:00</CreDtTm></GrpHdr>
  <Stmt>
   <Id>S-1</Id><ElctrncSeqNb>12</ElctrncSeqNb><CreDtTm>2026-06-30T20:00:00</CreDtTm>
   <Acct><Id><IBAN>CH9300762011623852957</IBAN></Id><Ccy>USD</Ccy></Acct>
   <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">100000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
    <Dt><Dt>2026-06-29</Dt></Dt></Bal>
   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">80540.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
    <Dt><Dt>2026-06-30</Dt></Dt></Bal>
   <Ntry>
    <Amt Ccy="USD">19360.00000</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
    <BookgDt><Dt>2026-06-30</Dt></BookgDt><AcctSvcrRef>B-77</AcctSvcrRef>
    <NtryDtls>
     <Btch><PmtInfId>RUN-1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>
     <TxDtls>
      <Refs><EndToEndId>TRN-AAAA-1</EndToEndId></Refs>
      <AmtDtls><TxAmt><Amt Ccy="USD">14400.00</Amt></TxAmt></AmtDtls>
      <RltdPties><Cdtr><Nm>Nalule Committee</Nm></Cdtr><CdtrAcct><Id><Othr><Id>0123</Id></Othr></Id></CdtrAcct></RltdPties>
      <RmtInf><Ustrd>First tranche</Ustrd></RmtInf>
     </TxDtls>
     <TxDtls>
      <Refs><EndToEndId>TRN-BBBB-2</EndToEndId></Refs>
      <AmtDtls><TxAmt><Amt Ccy="USD">4960.00</Amt></TxAmt></AmtDtls>
      <RltdPties><Cdtr><Nm>Masafu Committee</Nm></Cdtr></RltdPties>
     </TxDtls>
    </NtryDtls>
   </Ntry>
   <Ntry>
    <Amt Ccy="USD">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
    <BookgDt><DtTm>2026-06-30T09:15:00+02:00</DtTm></BookgDt><AddtlNtryInf>CHARGES</AddtlNtryInf>
   </Ntry>
   <Ntry>
    <Amt Ccy="USD">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>PDNG</Sts>
    <BookgDt><Dt>2026-07-01</Dt></BookgDt>
   </Ntry>
  </Stmt>
 </BkToCstmrStmt>
</Document>
"""
"""An older version: status as text, parties without their own level, a batch told part by part, a charge, a pending entry."""

V08_RETURN = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
 <BkToCstmrStmt><GrpHdr><MsgId>M-2</MsgId><CreDtTm>2026-07-01T20:00:00Z</CreDtTm></GrpHdr>
  <Stmt><Id>S-2</Id>
   <Acct><Id><Othr><Id>4711</Id></Othr></Id></Acct>
   <Ntry><NtryRef>N-1</NtryRef><Amt Ccy="USD">4960.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
    <BookgDt><Dt>2026-07-01</Dt></BookgDt>
    <NtryDtls><TxDtls><Refs><EndToEndId>TRN-BBBB-2</EndToEndId></Refs>
     <Amt Ccy="USD">4960.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
     <RltdPties><Dbtr><Pty><Nm>Masafu Committee</Nm></Pty></Dbtr></RltdPties>
     <RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>
   </Ntry>
  </Stmt></BkToCstmrStmt>
</Document>
"""
"""A newer version: status and party one level down, no balances, money that came back."""

V10_TWO_STATEMENTS = b"""<d:Document xmlns:d="urn:iso:std:iso:20022:tech:xsd:camt.053.001.10"><d:BkToCstmrStmt>
 <d:Stmt><d:Id>A</d:Id><d:Acct><d:Id><d:IBAN>DE89370400440532013000</d:IBAN></d:Id></d:Acct>
  <d:Ntry><d:Amt Ccy="KWD">1.125</d:Amt><d:CdtDbtInd>DBIT</d:CdtDbtInd><d:Sts><d:Cd>BOOK</d:Cd></d:Sts>
   <d:ValDt><d:Dt>2026-06-30</d:Dt></d:ValDt>
   <d:NtryDtls><d:TxDtls><d:Refs><d:EndToEndId>NOTPROVIDED</d:EndToEndId><d:InstrId>I-9</d:InstrId></d:Refs>
   </d:TxDtls></d:NtryDtls></d:Ntry></d:Stmt>
 <d:Stmt><d:Id>B</d:Id><d:Acct><d:Id><d:IBAN>DE89370400440532013000</d:IBAN></d:Id></d:Acct></d:Stmt>
</d:BkToCstmrStmt></d:Document>
"""
"""Prefixed names, two statements in one file, a value date only, an end-to-end identification that says nothing."""

STATEMENT_CSV = b"""Booking date;Amount;Currency;Reference;Bank reference;Counterparty;Description
2026-06-30;-14400.00;USD;TRN-AAAA-1;B-77;Nalule Committee;"First
tranche"
2026-06-30;-12.5;usd;;;;Charges
"""

HOST_CSV = b"""voucher,date,payee,amount,currency,reference
V-2026-118,2026-06-30,Nalule Committee,14400.00,USD,TRN-AAAA-1
V-2026-119,2026-06-30,Masafu Committee,4960,USD,
V-2026-120,2026-07-02,Masafu Committee,-4960,USD,
"""

UN_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<UN_OPERATIONAL_RATES_DATASET>
\t<UN_OPERATIONAL_RATES><f_curr_code>KZT\t</f_curr_code><rate>510.5</rate><eff_date>01 Jun 2026</eff_date></UN_OPERATIONAL_RATES>
\t<UN_OPERATIONAL_RATES><f_curr_code>EUR</f_curr_code><rate>0.920</rate><eff_date>01 Jun 2026</eff_date></UN_OPERATIONAL_RATES>
\t<UN_OPERATIONAL_RATES><f_curr_code>EUR</f_curr_code><rate>0.92</rate><eff_date>01 Jun 2026</eff_date></UN_OPERATIONAL_RATES>
\t<UN_OPERATIONAL_RATES><f_curr_code>UGX</f_curr_code><rate>3720</rate><eff_date>01 Jun 2026</eff_date></UN_OPERATIONAL_RATES>
\t<UN_OPERATIONAL_RATES><f_curr_code>UGX</f_curr_code><rate>3,750</rate><eff_date>15 Jun 2026</eff_date></UN_OPERATIONAL_RATES>
\t<UN_OPERATIONAL_RATES><f_curr_code>USD</f_curr_code><rate>1</rate><eff_date>01 Jun 2026</eff_date></UN_OPERATIONAL_RATES>
\t<UN_OPERATIONAL_RATES><f_curr_code>QQQ</f_curr_code><rate>7</rate><eff_date>01 Jun 2026</eff_date></UN_OPERATIONAL_RATES>
</UN_OPERATIONAL_RATES_DATASET>
"""

UN_CSV = b"""Country,Currency,Abbreviation,Effective Date,Exchange Rate
KAZAKHSTAN,Tenge,KZT,01/Jun/2026,510.5
ITALY,Euro,EUR,01/Jun/2026,0.920
FRANCE,Euro,EUR,01/Jun/2026,0.920
UGANDA,Uganda shilling,UGX,01/Jun/2026,3720
UGANDA,Uganda shilling,UGX,15/Jun/2026,"3,750"
NOWHERE,Nothing,QQQ,01/Jun/2026,7
"""
