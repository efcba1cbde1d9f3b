package io.interlock.hardware.register;

/// The one place that says which system registers exist.
///
/// A row is `name  op0,op1,CRn,CRm,op2  [marks]  [fields]`. A family `X<n>_EL0` has the mark
/// `n=COUNT`; member `n` adds `n` to the number formed by `CRm:op2`. Marks: `ro`, `wo` (access),
/// `sets=REG` and `clears=REG` (a write of ones sets or clears bits of REG), `is=REG` (another name
/// for REG). A field is `NAME@bit` or `NAME@high:low`.
///
/// Rows stand in the order of use, so that registers that are switched together share storage
/// pages. Encodings are those of the architecture's register index; SysRegEncodingTest compares
/// them with an assembler's.
final class SysRegTable {
  private SysRegTable() {}

  static final String ROWS =
      """
      # Identity
      MIDR_EL1            3,0,0,0,0    ro
      MPIDR_EL1           3,0,0,0,5    ro    Aff0@7:0 Aff1@15:8 Aff2@23:16 MT@24 U@30 Aff3@39:32
      VPIDR_EL2           3,4,0,0,0
      VMPIDR_EL2          3,4,0,0,5

      # EL1 and EL0 state of whoever runs there
      SCTLR_EL1           3,0,1,0,0          M@0 A@1 C@2 SA@3 I@12 WXN@19 EE@25
      CPACR_EL1           3,0,1,0,2          ZEN@17:16 FPEN@21:20
      TTBR0_EL1           3,0,2,0,0
      TTBR1_EL1           3,0,2,0,1
      TCR_EL1             3,0,2,0,2
      ESR_EL1             3,0,5,2,0
      AFSR0_EL1           3,0,5,1,0
      AFSR1_EL1           3,0,5,1,1
      FAR_EL1             3,0,6,0,0
      MAIR_EL1            3,0,10,2,0
      AMAIR_EL1           3,0,10,3,0
      VBAR_EL1            3,0,12,0,0
      CONTEXTIDR_EL1      3,0,13,0,1         PROCID@31:0
      CNTKCTL_EL1         3,0,14,1,0
      ELR_EL1             3,0,4,0,1
      SPSR_EL1            3,0,4,0,0
      SP_EL1              3,4,4,1,0
      TPIDR_EL1           3,0,13,0,4
      PAR_EL1             3,0,7,4,0
      CSSELR_EL1          3,2,0,0,0
      TPIDR_EL0           3,3,13,0,2
      TPIDRRO_EL0         3,3,13,0,3
      SP_EL0              3,0,4,1,0
      POR_EL0             3,3,10,2,4
      MDSCR_EL1           2,0,0,2,2          SS@0 TDCC@12 KDE@13 HDE@14 MDE@15

      # Their names at EL2 when HCR_EL2.E2H is 1
      SCTLR_EL12          3,5,1,0,0    is=SCTLR_EL1
      CPACR_EL12          3,5,1,0,2    is=CPACR_EL1
      TTBR0_EL12          3,5,2,0,0    is=TTBR0_EL1
      TTBR1_EL12          3,5,2,0,1    is=TTBR1_EL1
      TCR_EL12            3,5,2,0,2    is=TCR_EL1
      ESR_EL12            3,5,5,2,0    is=ESR_EL1
      AFSR0_EL12          3,5,5,1,0    is=AFSR0_EL1
      AFSR1_EL12          3,5,5,1,1    is=AFSR1_EL1
      FAR_EL12            3,5,6,0,0    is=FAR_EL1
      MAIR_EL12           3,5,10,2,0   is=MAIR_EL1
      AMAIR_EL12          3,5,10,3,0   is=AMAIR_EL1
      VBAR_EL12           3,5,12,0,0   is=VBAR_EL1
      CONTEXTIDR_EL12     3,5,13,0,1   is=CONTEXTIDR_EL1
      CNTKCTL_EL12        3,5,14,1,0   is=CNTKCTL_EL1
      ELR_EL12            3,5,4,0,1    is=ELR_EL1
      SPSR_EL12           3,5,4,0,0    is=SPSR_EL1

      # EL2: traps, stage 2, exception entry and return
      HCR_EL2             3,4,1,1,0          VM@0 SWIO@1 PTW@2 FMO@3 IMO@4 AMO@5 VF@6 VI@7 VSE@8 FB@9 BSU@11:10 \
      DC@12 TWI@13 TWE@14 TID3@18 TSC@19 TIDCP@20 TACR@21 TSW@22 TTLB@25 TVM@26 TGE@27 HCD@29 TRVM@30 RW@31 \
      E2H@34 TLOR@35 APK@40 API@41
      MDCR_EL2            3,4,1,1,1          HPMN@4:0 TPMCR@5 TPM@6 HPME@7 TDE@8 TDA@9 TDOSA@10 TDRA@11 \
      E2PB@13:12 TPMS@14 HPMD@17 TTRF@19 HCCD@23 E2TB@25:24 HLP@26 TDCC@27 MTPME@28 HPMFZO@29 HPMFZS@36
      CPTR_EL2            3,4,1,1,2          ZEN@17:16 FPEN@21:20 TTA@28 TCPAC@31
      HSTR_EL2            3,4,1,1,3          T15@15
      HCRX_EL2            3,4,1,2,2
      HFGRTR_EL2          3,4,1,1,4
      HFGWTR_EL2          3,4,1,1,5
      HFGITR_EL2          3,4,1,1,6          PSBCSYNC@63
      HDFGRTR_EL2         3,4,3,1,4          PMEVCNTRn@12 PMEVTYPERn@13 PMCCFILTR@14 PMCCNTR@15 PMCNTEN@16 \
      PMINTEN@17 PMOVS@18 PMSELR@19 PMMIR@22 PMBLIMITR@23 PMBPTR@24 PMBSR@25 PMSCR@26 PMSEVFR@27 PMSFCR@28 \
      PMSICR@29 PMSIDR@30 PMSIRR@31 PMSLATFR@32 PMUSERENR@57 PMCEIDn@58 nPMSNEVFR@62 PMBIDR@63
      HDFGWTR_EL2         3,4,3,1,5          PMEVCNTRn@12 PMEVTYPERn@13 PMCCFILTR@14 PMCCNTR@15 PMCNTEN@16 \
      PMINTEN@17 PMOVS@18 PMSELR@19 PMSWINC@20 PMCR@21 PMBLIMITR@23 PMBPTR@24 PMBSR@25 PMSCR@26 PMSEVFR@27 \
      PMSFCR@28 PMSICR@29 PMSIRR@31 PMSLATFR@32 PMUSERENR@57 nPMSNEVFR@62
      HDFGRTR2_EL2        3,4,3,1,0          nPMICNTR@2 nPMICFILTR@3 nPMUACR@4 nPMSDSFR@19 nPMBMAR@24
      HDFGWTR2_EL2        3,4,3,1,1          nPMICNTR@2 nPMICFILTR@3 nPMUACR@4 nPMSDSFR@19 nPMZR@21 nPMBMAR@24
      VBAR_EL2            3,4,12,0,0
      VTTBR_EL2           3,4,2,1,0          BADDR@47:1 VMID@63:48
      VTCR_EL2            3,4,2,1,2
      VSESR_EL2           3,4,5,2,3
      VDISR_EL2           3,4,12,1,1
      SCTLR_EL2           3,4,1,0,0
      TPIDR_EL2           3,4,13,0,2
      ESR_EL2             3,4,5,2,0
      FAR_EL2             3,4,6,0,0
      HPFAR_EL2           3,4,6,0,4
      ELR_EL2             3,4,4,0,1
      SPSR_EL2            3,4,4,0,0

      # Generic timer
      CNTFRQ_EL0          3,3,14,0,0
      CNTPCT_EL0          3,3,14,0,1   ro
      CNTVCT_EL0          3,3,14,0,2   ro
      CNTV_TVAL_EL0       3,3,14,3,0
      CNTV_CTL_EL0        3,3,14,3,1         ENABLE@0 IMASK@1 ISTATUS@2
      CNTV_CVAL_EL0       3,3,14,3,2
      CNTP_TVAL_EL0       3,3,14,2,0
      CNTP_CTL_EL0        3,3,14,2,1         ENABLE@0 IMASK@1 ISTATUS@2
      CNTP_CVAL_EL0       3,3,14,2,2
      CNTV_CTL_EL02       3,5,14,3,1   is=CNTV_CTL_EL0
      CNTV_CVAL_EL02      3,5,14,3,2   is=CNTV_CVAL_EL0
      CNTP_CTL_EL02       3,5,14,2,1   is=CNTP_CTL_EL0
      CNTP_CVAL_EL02      3,5,14,2,2   is=CNTP_CVAL_EL0
      CNTVOFF_EL2         3,4,14,0,3
      CNTPOFF_EL2         3,4,14,0,6
      # Bit positions under E2H = 1; without it EL1PCTEN is bit 0 and EL1PCEN bit 1.
      CNTHCTL_EL2         3,4,14,1,0         EL0PCTEN@0 EL0VCTEN@1 EL0VTEN@8 EL0PTEN@9 EL1PCTEN@10 EL1PTEN@11 ECV@12
      CNTHP_TVAL_EL2      3,4,14,2,0
      CNTHP_CTL_EL2       3,4,14,2,1         ENABLE@0 IMASK@1 ISTATUS@2
      CNTHP_CVAL_EL2      3,4,14,2,2
      CNTHV_TVAL_EL2      3,4,14,3,0
      CNTHV_CTL_EL2       3,4,14,3,1         ENABLE@0 IMASK@1 ISTATUS@2
      CNTHV_CVAL_EL2      3,4,14,3,2

      # GIC CPU interface, physical and virtual
      ICC_PMR_EL1         3,0,4,6,0
      ICC_IAR1_EL1        3,0,12,12,0  ro
      ICC_EOIR1_EL1       3,0,12,12,1  wo
      ICC_DIR_EL1         3,0,12,11,1  wo
      ICC_RPR_EL1         3,0,12,11,3  ro
      ICC_SGI1R_EL1       3,0,12,11,5  wo    TargetList@15:0 Aff1@23:16 INTID@27:24 Aff2@39:32 IRM@40 RS@47:44 Aff3@55:48
      ICC_ASGI1R_EL1      3,0,12,11,6  wo
      ICC_SGI0R_EL1       3,0,12,11,7  wo
      ICC_BPR1_EL1        3,0,12,12,3
      ICC_CTLR_EL1        3,0,12,12,4        CBPR@0 EOImode@1
      ICC_SRE_EL1         3,0,12,12,5        SRE@0 DFB@1 DIB@2
      ICC_IGRPEN0_EL1     3,0,12,12,6
      ICC_IGRPEN1_EL1     3,0,12,12,7
      ICC_SRE_EL2         3,4,12,9,5         SRE@0 DFB@1 DIB@2 Enable@3
      ICH_HCR_EL2         3,4,12,11,0        En@0 UIE@1 LRENPIE@2 NPIE@3 VGrp0EIE@4 VGrp0DIE@5 VGrp1EIE@6 \
      VGrp1DIE@7 TC@10 TALL0@11 TALL1@12 TSEI@13 TDIR@14 DVIM@15 EOIcount@31:27
      ICH_VTR_EL2         3,4,12,11,1  ro    ListRegs@4:0 PREbits@28:26 PRIbits@31:29
      ICH_MISR_EL2        3,4,12,11,2  ro
      ICH_EISR_EL2        3,4,12,11,3  ro
      ICH_ELRSR_EL2       3,4,12,11,5  ro
      ICH_VMCR_EL2        3,4,12,11,7        VENG0@0 VENG1@1 VAckCtl@2 VFIQEn@3 VCBPR@4 VEOIM@9 VBPR1@20:18 \
      VBPR0@23:21 VPMR@31:24
      ICH_AP0R<n>_EL2     3,4,12,8,0   n=4
      ICH_AP1R<n>_EL2     3,4,12,9,0   n=4
      ICH_LR<n>_EL2       3,4,12,12,0  n=16  VINTID@31:0 PINTID@44:32 EOI@41 Priority@55:48 NMI@59 Group@60 HW@61 State@63:62

      # Performance monitors
      PMCR_EL0            3,3,9,12,0         E@0 P@1 C@2 D@3 X@4 DP@5 LC@6 LP@7 FZO@9 N@15:11 IDCODE@23:16 \
      IMP@31:24 FZS@32
      PMCNTENSET_EL0      3,3,9,12,1   sets=PMCNTENSET_EL0       C@31 F@32
      PMCNTENCLR_EL0      3,3,9,12,2   clears=PMCNTENSET_EL0     C@31 F@32
      PMINTENSET_EL1      3,0,9,14,1   sets=PMINTENSET_EL1       C@31 F@32
      PMINTENCLR_EL1      3,0,9,14,2   clears=PMINTENSET_EL1     C@31 F@32
      PMOVSSET_EL0        3,3,9,14,3   sets=PMOVSSET_EL0         C@31 F@32
      PMOVSCLR_EL0        3,3,9,12,3   clears=PMOVSSET_EL0       C@31 F@32
      PMSELR_EL0          3,3,9,12,5         SEL@4:0
      PMUSERENR_EL0       3,3,9,14,0         EN@0 SW@1 CR@2 ER@3 UEN@4 IR@5 TID@6
      PMCCNTR_EL0         3,3,9,13,0
      PMCCFILTR_EL0       3,3,14,15,7        M@26 NSH@27 NSU@28 NSK@29 U@30 P@31
      PMICNTR_EL0         3,3,9,4,0
      PMICFILTR_EL0       3,3,9,6,0          evtCount@15:0 M@26 NSH@27 NSU@28 NSK@29 U@30 P@31
      PMXEVTYPER_EL0      3,3,9,13,1
      PMXEVCNTR_EL0       3,3,9,13,2
      PMSWINC_EL0         3,3,9,12,4   wo
      PMCEID0_EL0         3,3,9,12,6   ro
      PMCEID1_EL0         3,3,9,12,7   ro
      PMMIR_EL1           3,0,9,14,6   ro    SLOTS@7:0 BUS_SLOTS@15:8 BUS_WIDTH@19:16 THWIDTH@23:20
      PMUACR_EL1          3,0,9,14,4
      PMEVCNTR<n>_EL0     3,3,14,8,0   n=31
      PMEVTYPER<n>_EL0    3,3,14,12,0  n=31  evtCount@15:0 M@26 NSH@27 NSU@28 NSK@29 U@30 P@31 TH@43:32 TC@63:61

      # Statistical profiling
      PMSCR_EL1           3,0,9,9,0          E0SPE@0 E1SPE@1 CX@3 PA@4 TS@5 PCT@7:6 EE@9:8 KE@10 EnVM@11
      PMSNEVFR_EL1        3,0,9,9,1
      PMSICR_EL1          3,0,9,9,2          COUNT@31:0 ECOUNT@63:56
      PMSIRR_EL1          3,0,9,9,3          RND@0 INTERVAL@31:8
      PMSFCR_EL1          3,0,9,9,4          FE@0 FT@1 FL@2 FnE@3 FDS@4 B@16 LD@17 ST@18 FP@19 SIMD@20 \
      TYPE@20:16 Bm@48 LDm@49 STm@50 FPm@51 SIMDm@52 TYPEm@52:48
      PMSEVFR_EL1         3,0,9,9,5
      PMSLATFR_EL1        3,0,9,9,6          MINLAT@15:0
      PMSIDR_EL1          3,0,9,9,7    ro    FE@0 FT@1 FL@2 ArchInst@3 LDS@4 ERnd@5 FnE@6 FDS@7 Interval@11:8 \
      MaxSize@15:12 CountSize@19:16 Format@23:20 PBT@24 CRR@25 EFT@26 FPF@27 ALTCLK@31:28 SME@32
      PMBLIMITR_EL1       3,0,9,10,0         E@0 FM@2:1 PMFZ@5 nVM@7 LIMIT@63:12
      PMBPTR_EL1          3,0,9,10,1
      PMBSR_EL1           3,0,9,10,3         MSS@15:0 FSC@5:0 COLL@16 S@17 EA@18 DL@19 EC@31:26 MSS2@55:32
      PMSDSFR_EL1         3,0,9,10,4
      PMBMAR_EL1          3,0,9,10,5         Attr@7:0 SH@9:8
      PMBIDR_EL1          3,0,9,10,7   ro    Align@3:0 P@4 F@5 AddrMode@7:6 EA@11:8 MaxBuffSize@47:32
      PMSCR_EL2           3,4,9,9,0          E0HSPE@0 E2SPE@1 CX@3 PA@4 TS@5 PCT@7:6 EE@9:8 KE@10 EnVM@11
      PMSCR_EL12          3,5,9,9,0    is=PMSCR_EL1
      PMBSR_EL12          3,5,9,10,3   is=PMBSR_EL1
      PMBSR_EL2           3,4,9,10,3
      PMBSR_EL3           3,6,9,10,3
      CONTEXTIDR_EL2      3,4,13,0,1         PROCID@31:0

      # What firmware grants
      MDCR_EL3            3,6,1,3,1          NSPB@13:12 EnPMSN@36 EnPMS3@42 PMSEE@52:51 EnPMS4@55

      # Performance monitors, FEAT_PMUv3p9
      PMZR_EL0            3,3,9,13,4   wo    C@31 F@32

      # What a PE is, and what it can do
      REVIDR_EL1          3,0,0,0,6    ro
      AIDR_EL1            3,1,0,0,7    ro
      CLIDR_EL1           3,1,0,0,1    ro    Ctype1@2:0 LoUIS@23:21 LoC@26:24 LoUU@29:27
      CTR_EL0             3,3,0,0,1    ro    IminLine@3:0 L1Ip@15:14 DminLine@19:16 ERG@23:20 CWG@27:24 IDC@28 \
      DIC@29 RES1@31
      ID_DFR0_EL1         3,0,0,1,2    ro    CopDbg@3:0 CopSDbg@7:4 MMapDbg@11:8 CopTrc@15:12 MMapTrc@19:16 \
      MProfDbg@23:20 PerfMon@27:24
      ID_AA64PFR0_EL1     3,0,0,4,0    ro    EL0@3:0 EL1@7:4 EL2@11:8 EL3@15:12 FP@19:16 AdvSIMD@23:20 GIC@27:24 \
      RAS@31:28 SVE@35:32 SEL2@39:36 MPAM@43:40 AMU@47:44 DIT@51:48 CSV2@59:56 CSV3@63:60
      ID_AA64PFR1_EL1     3,0,0,4,1    ro    BT@3:0 SSBS@7:4 MTE@11:8 RAS_frac@15:12 MPAM_frac@19:16 SME@27:24 \
      CSV2_frac@35:32
      ID_AA64PFR2_EL1     3,0,0,4,2    ro    FPMR@35:32
      ID_AA64ZFR0_EL1     3,0,0,4,4    ro    SVEver@3:0 AES@7:4 BitPerm@19:16 BF16@23:20 B16B16@27:24 SHA3@35:32 \
      SM4@43:40 I8MM@47:44 F32MM@55:52 F64MM@59:56
      ID_AA64DFR0_EL1     3,0,0,5,0    ro    DebugVer@3:0 PMUVer@11:8 BRPs@15:12 WRPs@23:20 CTX_CMPs@31:28 \
      PMSVer@35:32 DoubleLock@39:36
      ID_AA64ISAR0_EL1    3,0,0,6,0    ro    AES@7:4 SHA1@11:8 SHA2@15:12 CRC32@19:16 ATOMIC@23:20 TME@27:24 \
      RDM@31:28 SHA3@35:32 SM3@39:36 SM4@43:40 DP@47:44 FHM@51:48 TS@55:52 TLB@59:56 RNDR@63:60
      ID_AA64ISAR1_EL1    3,0,0,6,1    ro    DPB@3:0 APA@7:4 API@11:8 JSCVT@15:12 FCMA@19:16 LRCPC@23:20 \
      GPA@27:24 GPI@31:28 FRINTTS@35:32 SB@39:36 SPECRES@43:40 BF16@47:44 DGH@51:48 I8MM@55:52 XS@59:56 LS64@63:60
      ID_AA64ISAR2_EL1    3,0,0,6,2    ro    WFxT@3:0 RPRES@7:4 GPA3@11:8 APA3@15:12 MOPS@19:16 BC@23:20 \
      CLRBHB@31:28 RPRFM@51:48 CSSC@55:52 LUT@59:56
      ID_AA64MMFR0_EL1    3,0,0,7,0    ro    PARANGE@3:0 ASIDBITS@7:4 BIGEND@11:8 SNSMEM@15:12 BIGENDEL0@19:16 \
      TGRAN16@23:20 TGRAN64@27:24 TGRAN4@31:28 TGRAN16_2@35:32 TGRAN64_2@39:36 TGRAN4_2@43:40 EXS@47:44 \
      FGT@59:56 ECV@63:60
      ID_AA64MMFR1_EL1    3,0,0,7,1    ro    HAFDBS@3:0 VMIDBits@7:4 VH@11:8 HPDS@15:12 LO@19:16 PAN@23:20 \
      SpecSEI@27:24 XNX@31:28 TWED@35:32 ETS@39:36 HCX@43:40 AFP@47:44 TIDCP1@55:52 ECBHB@63:60
      ID_AA64MMFR2_EL1    3,0,0,7,2    ro    CnP@3:0 UAO@7:4 LSM@11:8 IESB@15:12 VARange@19:16 CCIDX@23:20 \
      NV@27:24 ST@31:28 AT@35:32 IDS@39:36 FWB@43:40 TTL@51:48 BBM@55:52 EVT@59:56 E0PD@63:60
      ID_AA64MMFR3_EL1    3,0,0,7,3    ro    TCRX@3:0 S1PIE@11:8 S1POE@19:16

      # GIC CPU interface, what concerns group 0 and what only looks
      ICC_IAR0_EL1        3,0,12,8,0   ro
      ICC_EOIR0_EL1       3,0,12,8,1   wo
      ICC_HPPIR0_EL1      3,0,12,8,2   ro
      ICC_BPR0_EL1        3,0,12,8,3
      ICC_AP0R<n>_EL1     3,0,12,8,4   n=4
      ICC_AP1R<n>_EL1     3,0,12,9,0   n=4
      ICC_HPPIR1_EL1      3,0,12,12,2  ro
      """;
}
