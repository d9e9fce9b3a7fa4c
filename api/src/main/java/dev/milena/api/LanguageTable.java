// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What CLDR knows of languages: other names, and the script and the region that are meant where none is said. Made by
 * {@code model-export/tests/make_language_table.py} from Babel 2.19.0, not by hand. Stateless, any thread.
 */
final class LanguageTable {
    /** A language's other name, and what it stands for. */
    private static final Map<String, String> ALIASES = pairs("""
            aam aas;aar aa;abk ab;adp dz;afr af;agp apf;ais ami;ajp apc;ajt aeb;aju jrb;aka ak;alb sq;als sq;
            amh am;ara ar;arb ar;arg an;arm hy;asd snz;asm as;aue ktz;ava av;ave ae;aym ay;ayr ay;ayx nun;
            aze az;azj az;bak ba;bam bm;baq eu;baz nvo;bcc bal;bcl bik;bel be;ben bn;bgm bcg;bh bho;bhk fbl;
            bic bir;bih bho;bis bi;bjd drl;bjq bzc;bkb ebk;blg iba;bod bo;bos bs;bre br;btb beb;bul bg;
            bur my;bxk luy;bxr bua;cat ca;ccq rki;ces cs;cha ch;che ce;chi zh;chu cu;chv cv;cjr mom;cka cmr;
            cld syr;cls sa;cmk xch;cmn zh;cnr sr-ME;cor kw;cos co;coy pij;cqu quh;cre cr;cwd cr;cym cy;
            cze cs;daf dnj;dan da;dap njz;dek sqm;deu de;dgo doi;dhd mwr;dik din;diq zza;dit dif;div dv;
            djl dze;dkl aqd;drh mn;drr kzk;drw fa-AF;dud uth;duj dwu;dut nl;dwl dbt;dzo dz;ekk et;ell el;
            elp amq;emk man;eng en;epo eo;esk ik;est et;eus eu;ewe ee;fao fo;fas fa;fij fj;fin fi;fra fr;
            fre fr;fry fy;fuc ff;ful ff;gav dev;gaz om;gbc wny;gbo grb;geo ka;ger de;gfx vaj;ggn gvr;ggo esg;
            ggr gtu;gio aou;gla gd;gle ga;glg gl;gli kzk;glv gv;gno gon;gom kok;gre el;grn gn;gti nyc;gug gn;
            guj gu;guv duz;gya gba;hat ht;hau ha;hbs sr-Latn;hdn hai;hea hmn;heb he;her hz;him srx;hin hi;
            hmo ho;hrr jal;hrv hr;hun hu;hye hy;ibi opa;ibo ig;ice is;ido io;iii ii;ike iu;iku iu;ile ie;
            ill ilm;ilw gal;in id;ina ia;ind id;ipk ik;isl is;ita it;iw he;izi eza;jar jgk;jav jv;jeg oyb;
            ji yi;jpn ja;jw jv;kal kl;kan kn;kas ks;kat ka;kau kr;kaz kk;kdv zkd;kgc tdf;kgd ncq;kgh kml;
            kgm plu;khk mn;khm km;kik ki;kin rw;kir ky;kmr ku;knc kr;kng kg;koj kwv;kom kv;kon kg;kor ko;
            kpp jkm;kpv kv;krm bmf;ktr dtp;kua kj;kur ku;kvs gdj;kwq yam;kxe tvd;kxl kru;kzh dgl;kzj dtp;
            kzt dtp;lak ksp;lao lo;lat la;lav lv;lbk bnc;leg enl;lii raq;lim li;lin ln;lit lt;llo ngt;
            lmm rmx;ltz lb;lub lu;lug lg;lvs lv;mac mk;mah mh;mal ml;mao mi;mar mr;may ms;meg cir;mgx jbk;
            mhr chm;mkd mk;mlg mg;mlt mt;mnt wnn;mo ro;mof xnt;mol ro;mon mn;mrd mgp;mri mi;msa ms;mst mry;
            mup raj;mwd dmw;mwj vaj;mya my;myd aog;myt mry;nad xny;nau na;nav nv;nbf nru;nbl nr;nbx gll;
            ncp kdz;nde nd;ndo ng;nep ne;nld nl;nln azd;nlr nrk;nno nn;nns nbr;nnx ngv;no nb;nob nb;nom cbr;
            noo dtd;nor no;npi ne;nte eko;nts pij;nxu bpp;nya ny;oci oc;ojg oj;oji oj;ori or;orm om;ory or;
            oss os;oun vaj;pan pa;pat kxr;pbu ps;pcr adx;per fa;pes fa;pli pi;plt mg;pmc huw;pmk crr;pmu phr;
            pnb lah;pol pl;por pt;ppa bfy;ppr lcq;prp gu;prs fa-AF;pry prt;pus ps;puz pub;que qu;quz qu;
            rmr emx;rmy rom;roh rm;ron ro;rum ro;run rn;rus ru;sag sg;san sa;sap aqt;sca hle;scc sr;scr hr;
            sgl isk;sh sr-Latn;shl mrh;sin si;skk oyb;slk sk;slo sk;slv sl;smd kmb;sme se;smo sm;sna sn;
            snb iba;snd sd;som so;sot st;spa es;spy kln;sqi sq;src sc;srd sc;srp sr;ssw ss;sul sgd;sum ulw;
            sun su;swa sw;swc sw-CD;swe sv;swh sw;szd umi;tah ty;tam ta;tat tt;tdu dtp;tel te;tgg bjp;tgk tg;
            tgl fil;tha th;thc tpo;thw ola;thx oyb;tib bo;tid itd;tie ras;tir ti;tkk twm;tl fil;tlw weo;
            tmk tdg;tmp tyj;tne kak;tnf fa-AF;ton to;tpw tpn;tsf taj;tsn tn;tso ts;ttq tmh;tuk tk;tur tr;
            tw ak;twi ak;uig ug;ukr uk;umu del;unp wro;uok ema;urd ur;uzb uz;uzn uz;ven ve;vie vi;vol vo;
            wel cy;wgw wgb;wit nol;wiw nwo;wln wa;wol wo;xba cax;xho xh;xia acn;xkh waw;xpe kpe;xrq dmw;
            xsj suj;xsl den;xss zko;ybd rki;ydd yi;yen ynq;yid yi;yiy yrm;yma lrr;ymt mtm;yol enm;yor yo;
            yos zom;yuu yug;zai zap;zha za;zho zh;zir scv;zkb kjh;zsm ms;zul zu;zyb za;
            """);

    /** A language, or a language and a region, and the script and the region that are meant. Others are in Latin script. */
    private static final Map<String, String> LIKELY = pairs("""
            aa Latn-ET;aaf Mlym-IN;aao Arab-DZ;aat Grek-GR;ab Cyrl-GE;abh Arab-TJ;abl Rjng-ID;abq Cyrl-RU;
            abq-TR Latn-TR;abv Arab-BH;acm Arab-IQ;acq Arab-YE;acw Arab-SA;acx Arab-OM;adf Arab-OM;
            adx Tibt-CN;ady Cyrl-RU;ae Avst-IR;aeb Arab-TN;aec Arab-EG;aee Arab-AF;aeq Arab-PK;af Latn-ZA;
            afb Arab-KW;agi Deva-IN;agj Ethi-ET;agx Cyrl-RU;ahg Ethi-ET;aho Ahom-IN;ahr Deva-IN;aib Arab-CN;
            aii Syrc-IQ;aij Hebr-IL;ain Kana-JP;aio Mymr-IN;aiq Arab-AF;ak Latn-GH;akk Xsux-IQ;akv Cyrl-RU;
            alk Laoo-LA;all Mlym-IN;alr Cyrl-RU;alt Cyrl-RU;alw Ethi-ET;am Ethi-ET;ams Jpan-JP;amw Syrc-SY;
            an Latn-ES;ani Cyrl-RU;anp Deva-IN;anq Deva-IN;anr Deva-IN;anu Ethi-ET;aot Beng-BD;apc Arab-SY;
            apd Arab-SD;aph Deva-NP;aqc Cyrl-RU;ar Arab-EG;arc Armi-IR;arq Arab-DZ;ars Arab-SA;ary Arab-MA;
            arz Arab-EG;as Beng-IN;ase Sgnw-US;ask Arab-AF;asr Deva-IN;atn Arab-IR;atv Cyrl-RU;auj Arab-LY;
            auz Arab-UZ;av Cyrl-RU;avd Arab-IR;avl Arab-EG;awa Deva-IN;awn Ethi-ET;axm Armn-AM;ay Latn-BO;
            ayh Arab-YE;ayl Arab-LY;ayn Arab-YE;ayp Arab-IQ;az Latn-AZ;az-IQ Arab-IQ;az-IR Arab-IR;
            az-RU Cyrl-RU;azb Arab-IR;ba Cyrl-RU;bal Arab-PK;bap Deva-NP;bax Bamu-CM;bbl Geor-GE;bcq Ethi-ET;
            bdv Orya-IN;bdz Arab-PK;be Cyrl-BY;bee Deva-IN;bej Arab-SD;bfb Deva-IN;bfq Taml-IN;bft Arab-PK;
            bfu Tibt-IN;bfw Orya-IN;bfy Deva-IN;bfz Deva-IN;bg Cyrl-BG;bgc Deva-IN;bgd Deva-IN;bgn Arab-PK;
            bgp Arab-PK;bgq Deva-IN;bgw Deva-IN;bgx Grek-TR;bha Deva-IN;bhb Deva-IN;bhd Deva-IN;bhe Arab-PK;
            bhh Cyrl-IL;bhi Deva-IN;bhj Deva-NP;bhm Arab-OM;bhn Syrc-GE;bho Deva-IN;bht Deva-IN;bhu Deva-IN;
            bi Latn-VU;bix Deva-IN;biy Deva-IN;bjf Syrc-IL;bjj Deva-IN;bjm Arab-IQ;bkk Tibt-IN;blk Mymr-MM;
            blt Tavt-VN;bm Latn-ML;bmj Deva-NP;bn Beng-BD;bns Deva-IN;bo Tibt-CN;bph Cyrl-RU;bpx Deva-IN;
            bpy Beng-IN;bqi Arab-IR;br Latn-FR;bra Deva-IN;brb Khmr-KH;brd Deva-NP;brh Arab-PK;brk Arab-SD;
            bro Tibt-BT;brv Laoo-LA;brw Knda-IN;brx Deva-IN;bs Latn-BA;bsh Arab-AF;bsk Arab-PK;bst Ethi-ET;
            btd Batk-ID;btm Batk-ID;btv Deva-PK;bua Cyrl-RU;bwe Mymr-MM;bxm Cyrl-MN;bxu Mong-CN;byh Deva-NP;
            byn Ethi-ER;byw Deva-NP;bzi Thai-TH;ca Latn-ES;cbn Thai-TH;ccp Cakm-BD;cde Telu-IN;cdh Deva-IN;
            cdi Gujr-IN;cdj Deva-IN;cdm Deva-NP;cdn Deva-IN;cdo Hans-CN;cdz Beng-IN;ce Cyrl-RU;cgk Tibt-BT;
            ch Latn-GU;chg Arab-TM;chm Cyrl-RU;chr Cher-US;chx Deva-NP;cih Deva-IN;cja Arab-KH;cji Cyrl-RU;
            cjm Cham-VN;cjy Hans-CN;ckb Arab-IQ;ckt Cyrl-RU;clh Arab-PK;clw Cyrl-RU;cmg Soyo-MN;cna Tibt-IN;
            cnp Hans-CN;cnu Tfng-DZ;co Latn-FR;cog Thai-TH;cop Copt-EG;cpg Grek-GR;cpx Hans-CN;cr Cans-CA;
            crh Cyrl-UA;crj Cans-CA;crk Cans-CA;crl Cans-CA;crm Cans-CA;cs Latn-CZ;csh Mymr-MM;csj Mymr-MM;
            csp Hans-CN;csw Cans-CA;ctd Pauc-MM;ctg Beng-BD;ctn Deva-NP;ctt Taml-IN;cty Taml-IN;cu Cyrl-RU;
            cuu Lana-CN;cv Cyrl-RU;cy Latn-GB;czh Hans-CN;czk Hebr-CZ;da Latn-DK;daq Deva-IN;dar Cyrl-RU;
            dcc Arab-IN;ddo Cyrl-RU;de Latn-DE;def Arab-IR;deh Arab-PK;der Beng-IN;dgl Arab-SD;dhi Deva-NP;
            dhn Gujr-IN;dho Gujr-IN;dhw Deva-NP;dka Tibt-BT;dlg Cyrl-RU;dmf Medf-NG;dmk Arab-PK;dml Arab-PK;
            dng Cyrl-KG;dnu Mymr-MM;dnv Mymr-MM;doi Deva-IN;dox Ethi-ET;dre Tibt-NP;drq Deva-NP;drs Ethi-ET;
            dry Deva-NP;dso Orya-IN;dty Deva-NP;dub Gujr-IN;duh Deva-IN;dus Deva-NP;dv Thaa-MV;dwk Orya-IN;
            dwz Deva-NP;dz Tibt-BT;dzl Tibt-BT;ecr Grek-GR;ecy Cprt-CY;ee Latn-GH;egy Egyp-EG;eky Kali-MM;
            el Grek-GR;emg Deva-NP;emu Deva-IN;en Latn-US;enf Cyrl-RU;enh Cyrl-RU;eo Latn-001;era Taml-IN;
            es Latn-ES;esg Gonm-IN;esh Arab-IR;et Latn-EE;ett Ital-IT;eu Latn-ES;eve Cyrl-RU;evn Cyrl-RU;
            fa Arab-IR;fay Arab-IR;faz Arab-IR;ff Latn-SN;fi Latn-FI;fia Arab-SD;fj Latn-FJ;fmu Deva-IN;
            fo Latn-FO;fr Latn-FR;fub Arab-CM;fy Latn-NL;ga Latn-IE;gan Hans-CN;gaq Orya-IN;gas Gujr-IN;
            gau Telu-IN;gbj Orya-IN;gbk Deva-IN;gbl Gujr-IN;gbm Deva-IN;gbz Arab-IR;gd Latn-GB;gdb Orya-IN;
            gdo Cyrl-RU;gdx Deva-IN;gez Ethi-ET;ggg Arab-PK;gha Arab-LY;ghe Deva-NP;gho Tfng-MA;ghr Arab-PK;
            ght Tibt-NP;gig Arab-PK;gin Cyrl-RU;gjk Arab-PK;gju Arab-PK;gl Latn-ES;gld Cyrl-RU;glh Arab-AF;
            glk Arab-IR;gml Latf-DE;gmv Ethi-ET;gmy Linb-GR;gn Latn-PY;goe Tibt-BT;gof Ethi-ET;goj Deva-IN;
            gok Deva-IN;gon Deva-IN;got Goth-UA;gra Deva-IN;grc Grek-GR;grr Arab-DZ;grt Beng-IN;gru Ethi-ET;
            gu Gujr-IN;gv Latn-IM;gvr Deva-NP;gwc Arab-PK;gwf Arab-PK;gwt Arab-AF;gyo Deva-NP;gzi Arab-IR;
            ha Latn-NG;ha-CM Arab-CM;ha-SD Arab-SD;hac Arab-IR;hak Hans-CN;hak-TW Hant-TW;har Ethi-ET;
            haz Arab-AF;hbo Hebr-IL;hdy Ethi-ET;he Hebr-IL;hi Deva-IN;hif Deva-FJ;hii Takr-IN;hit Xsux-TR;
            hkh Arab-IN;hlb Deva-IN;hlu Hluw-TR;hmd Plrd-CN;hmj Bopo-CN;hmq Bopo-CN;hnd Arab-PK;hne Deva-IN;
            hnj Hmnp-US;hnm Hans-CN;hno Arab-PK;ho Latn-PG;hoc Deva-IN;hoh Arab-OM;hoj Deva-IN;how Hani-CN;
            hoy Deva-IN;hpo Mymr-MM;hr Latn-HR;hrt Syrc-TR;hrz Arab-IR;hsn Hans-CN;hss Arab-OM;ht Latn-HT;
            htx Xsux-TR;hu Latn-HU;hut Deva-NP;huy Hebr-IL;huz Cyrl-RU;hy Armn-AM;hyw Armn-AM;hz Latn-NA;
            ia Latn-001;id Latn-ID;ie Latn-EE;ig Latn-NG;ii Yiii-CN;ik Latn-US;imy Lyci-TR;in Latn-ID;
            inh Cyrl-RU;int Mymr-MM;io Latn-001;ior Ethi-ET;iru Taml-IN;is Latn-IS;isk Arab-AF;it Latn-IT;
            itk Hebr-IT;itl Cyrl-RU;iu Cans-CA;iw Hebr-IL;ja Jpan-JP;jad Arab-GN;jat Arab-AF;jbe Hebr-IL;
            jbn Arab-LY;jct Cyrl-UA;jda Tibt-IN;jdg Arab-PK;jdt Cyrl-RU;jee Deva-NP;jge Geor-GE;ji Hebr-UA;
            jje Hang-KR;jkp Mymr-MM;jml Deva-NP;jna Takr-IN;jnd Arab-PK;jnl Deva-IN;jns Deva-IN;jog Arab-PK;
            jpa Hebr-PS;jpr Hebr-IL;jrb Hebr-IL;juc Jurc-CN;jul Deva-NP;jun Orya-IN;juy Orya-IN;jv Latn-ID;
            jw Latn-ID;jya Tibt-CN;jye Hebr-IL;ka Geor-GE;kaa Cyrl-UZ;kap Cyrl-RU;kaw Bali-ID;kbd Cyrl-RU;
            kbg Tibt-IN;kbu Arab-PK;kby Arab-NE;kca Cyrl-RU;kcy Arab-DZ;kdq Beng-IN;kdt Thai-TH;ket Cyrl-RU;
            kev Mlym-IN;kex Deva-IN;key Telu-IN;kfa Knda-IN;kfb Deva-IN;kfc Telu-IN;kfd Knda-IN;kfe Taml-IN;
            kfg Knda-IN;kfh Mlym-IN;kfi Taml-IN;kfk Deva-IN;kfm Arab-IR;kfp Deva-IN;kfq Deva-IN;kfr Deva-IN;
            kfs Deva-IN;kfu Deva-IN;kfx Deva-IN;kfy Deva-IN;kg Latn-CD;kgj Deva-NP;kgy Tibt-NP;khb Talu-CN;
            khf Thai-LA;khg Tibt-CN;khn Deva-IN;kho Brah-IR;kht Mymr-IN;khv Cyrl-RU;khw Arab-PK;ki Latn-KE;
            kif Deva-NP;kim Cyrl-RU;kip Deva-NP;kj Latn-NA;kjg Laoo-LA;kjh Cyrl-RU;kjl Deva-NP;kjo Deva-IN;
            kjp Mymr-MM;kjt Thai-TH;kjz Tibt-BT;kk Cyrl-KZ;kk-AF Arab-AF;kk-CN Arab-CN;kk-IR Arab-IR;
            kk-MN Arab-MN;kkf Tibt-IN;kkh Lana-MM;kkt Deva-NP;kl Latn-GL;kle Deva-NP;klj Arab-IR;klr Deva-NP;
            km Khmr-KH;kmj Deva-IN;kmz Arab-IR;kn Knda-IN;knn Deva-IN;ko Kore-KR;koi Cyrl-RU;kok Deva-IN;
            kpt Cyrl-RU;kpy Cyrl-RU;kqd Syrc-IQ;kqy Ethi-ET;kr Latn-NG;kra Deva-NP;krc Cyrl-RU;krk Cyrl-RU;
            krr Khmr-KH;kru Deva-IN;krv Khmr-KH;ks Arab-IN;ksu Mymr-IN;ksw Mymr-MM;ksz Deva-IN;ktb Ethi-ET;
            kte Deva-NP;ktl Arab-IR;ktp Plrd-CN;ku Latn-TR;ku-AM Cyrl-AM;ku-AZ Cyrl-AZ;ku-GE Cyrl-GE;
            ku-IQ Arab-IQ;ku-IR Arab-IR;ku-LB Arab-LB;ku-TM Cyrl-TM;kuf Laoo-LA;kum Cyrl-RU;kv Cyrl-RU;
            kva Cyrl-RU;kvq Mymr-MM;kvt Mymr-MM;kvx Arab-PK;kvy Kali-MM;kw Latn-GB;kwx Deva-IN;kxf Mymr-MM;
            kxk Mymr-MM;kxm Thai-TH;kxp Arab-PK;ky Cyrl-KG;ky-CN Arab-CN;ky-TR Latn-TR;kyu Kali-MM;
            kyv Deva-NP;kyw Deva-IN;kzq Deva-NP;la Latn-VA;lab Lina-GR;lad Hebr-IL;lae Deva-IN;lah Arab-PK;
            lb Latn-LU;lbe Cyrl-RU;lbf Deva-IN;lbj Tibt-IN;lbm Deva-IN;lbo Laoo-LA;lbr Deva-NP;lcp Thai-CN;
            lep Lepc-IN;lez Cyrl-RU;lg Latn-UG;lhm Deva-NP;lhs Syrc-SY;li Latn-NL;lif Deva-NP;lis Lisu-CN;
            lkh Tibt-BT;lki Arab-IR;lmh Deva-NP;lmn Telu-IN;ln Latn-CD;lo Laoo-LA;loy Deva-NP;lpo Plrd-CN;
            lrc Arab-IR;lrk Arab-PK;lrl Arab-IR;lsa Arab-IR;lsd Hebr-IL;lss Arab-PK;lt Latn-LT;ltc Hant-CN;
            lu Latn-CD;luh Hans-CN;luk Tibt-BT;luu Deva-NP;luv Arab-OM;luz Arab-IR;lv Latn-LV;lwl Thai-TH;
            lwm Thai-CN;lya Tibt-BT;lzh Hant-CN;lzz-GE Geor-GE;mag Deva-IN;mai Deva-IN;mby Arab-PK;
            mde Arab-TD;mdf Cyrl-RU;mdx Ethi-ET;mdy Ethi-ET;mey Arab-DZ;mey-SN Latn-SN;mfa Arab-TH;
            mfi Arab-CM;mg Latn-MG;mga Latg-IE;mgp Deva-NP;mh Latn-MH;mhj Arab-AF;mi Latn-NZ;mid Mand-IQ;
            mjl Deva-IN;mjq Mlym-IN;mjr Mlym-IN;mjt Deva-IN;mju Telu-IN;mjv Mlym-IN;mjz Deva-NP;mk Cyrl-MK;
            mkb Deva-IN;mke Deva-IN;mki Arab-PK;mkm Thai-TH;ml Mlym-IN;mlf Thai-LA;mn Cyrl-MN;mn-CN Mong-CN;
            mnc Mong-CN;mni Beng-IN;mnj Arab-AF;mnp Hans-CN;mns Cyrl-RU;mnw Mymr-MM;mo Latn-RO;mpz Thai-TH;
            mr Deva-IN;mra Thai-TH;mrj Cyrl-RU;mro Mroo-BD;mrr Deva-IN;ms Latn-MY;ms-CC Arab-CC;mt Latn-MT;
            mtm Cyrl-RU;mtr Deva-IN;mud Cyrl-RU;muk Tibt-NP;mut Deva-IN;muv Taml-IN;muz Ethi-ET;mve Arab-PK;
            mvf Mong-CN;mvy Arab-PK;mvz Ethi-ET;mwr Deva-IN;mwt Mymr-MM;mww Hmnp-US;my Mymr-MM;mym Ethi-ET;
            myv Cyrl-RU;myz Mand-IR;mzb Arab-DZ;mzn Arab-IR;na Latn-NR;nan Hans-CN;nan-MO Hant-MO;
            nan-TW Hant-TW;nao Deva-NP;nb Latn-NO;ncd Deva-NP;ncq Laoo-LA;nd Latn-ZW;ndf Cyrl-RU;ne Deva-NP;
            neg Cyrl-RU;neh Tibt-BT;nei Xsux-TR;nev Laoo-LA;new Deva-NP;ng Latn-NA;ngt Laoo-LA;nio Cyrl-RU;
            nit Telu-IN;niv Cyrl-RU;nl Latn-NL;nli Arab-AF;nll Deva-IN;nlm Arab-PK;nlx Deva-IN;nmm Deva-NP;
            nn Latn-NO;nnp Wcho-IN;no Latn-NO;nod Lana-TH;noe Deva-IN;nog Cyrl-RU;noi Deva-IN;non Runr-SE;
            nos Yiii-CN;npb Tibt-BT;nqo Nkoo-GN;nr Latn-ZA;nrn Runr-GB;nsd Yiii-CN;nsf Yiii-CN;nsk Cans-CA;
            nst Tnsa-IN;nsv Yiii-CN;nty Yiii-VN;ntz Arab-IR;nv Latn-US;nwc Newa-NP;nwx Deva-NP;ny Latn-MW;
            nyl Thai-TH;nyq Arab-IR;nyw Thai-TH;oaa Cyrl-RU;oac Cyrl-RU;oak Beng-BD;oar Syrc-SY;oav Geor-GE;
            obm Phnx-JO;obr Mymr-MM;oc Latn-FR;och Seal-CN;odk Arab-PK;oht Xsux-TR;oj Cans-CA;ojs Cans-CA;
            okm Hang-KR;oko Hani-KR;okz Khmr-KH;ola Deva-NP;ole Tibt-BT;om Latn-ET;omk Cyrl-RU;omp Mtei-IN;
            omr Modi-IN;omx Mymr-MM;omy Arab-MY;oon Deva-IN;or Orya-IN;ort Telu-IN;oru Arab-PK;orv Cyrl-RU;
            os Cyrl-GE;osa Osge-US;osc Ital-IT;osd Cyrl-RU;osi Java-ID;ota Arab-TR;otb Tibt-CN;otk Orkh-MN;
            oty Gran-IN;oui Ougr-CN;oyb Laoo-LA;pa Guru-IN;pa-PK Arab-PK;pal Phli-IR;paq Cyrl-TJ;pbt Arab-AF;
            pcb Khmr-KH;pce Mymr-MM;pcf Mlym-IN;pcg Mlym-IN;pch Deva-IN;pci Deva-IN;pcj Telu-IN;peg Orya-IN;
            peo Xpeo-IR;pgd Khar-PK;pgg Deva-IN;pgl Ogam-IE;pgn Ital-IT;phd Deva-IN;phk Mymr-IN;phl Arab-PK;
            phn Phnx-LB;pho Laoo-LA;phr Arab-PK;pht Thai-TH;phu Thai-TH;phv Arab-AF;phw Deva-NP;pi Latn-GB;
            pi-IN Deva-IN;pi-LK Sinh-LK;pi-MM Mymr-MM;pi-TH Thai-TH;pka Brah-IN;pkr Mlym-IN;pl Latn-PL;
            plk Arab-PK;pll Mymr-MM;pmh Brah-IN;pnt Grek-GR;pnt-RU Cyrl-RU;pnt-TR Latn-TR;pnx Laoo-LA;
            prc Arab-AF;prd Arab-IR;prt Thai-TH;prx Arab-IN;ps Arab-AF;psh Arab-AF;psi Arab-AF;pst Arab-PK;
            psu Brah-IN;pt Latn-BR;pum Deva-NP;pwo Mymr-MM;pwr Deva-IN;pww Thai-TH;pyx Mymr-MM;qu Latn-PE;
            qxq Arab-IR;raa Deva-NP;rab Deva-NP;raf Deva-NP;rah Beng-IN;raj Deva-IN;rav Deva-NP;rbb Mymr-MM;
            rdb Arab-IR;rei Orya-IN;rhg Rohg-MM;rji Deva-NP;rjs Deva-NP;rka Khmr-KH;rki Mymr-MM;rkt Beng-BD;
            rm Latn-CH;rmi Armn-AM;rmt Arab-IR;rmz Mymr-IN;rn Latn-BI;ro Latn-RO;rsk Cyrl-RS;rtw Deva-IN;
            ru Cyrl-RU;rue Cyrl-UA;rut Cyrl-RU;rw Latn-RW;rwr Deva-IN;ryu Kana-JP;sa Deva-IN;sah Cyrl-RU;
            sam Samr-PS;sat Olck-IN;saz Saur-IN;sbn Arab-PK;sbu Tibt-IN;sc Latn-IT;sck Deva-IN;scl Arab-PK;
            scp Deva-NP;sct Laoo-LA;scu Takr-IN;scx Grek-IT;sd Arab-PK;sd-IN Deva-IN;sdb Arab-IQ;sdf Arab-IQ;
            sdg Arab-AF;sdh Arab-IR;sdr Beng-BD;sds Arab-TN;se Latn-NO;sel Cyrl-RU;sfm Plrd-CN;sg Latn-CF;
            sgh Cyrl-TJ;sgj Deva-IN;sgr Arab-IR;sgt Tibt-BT;sgw Ethi-ET;sgy Arab-AF;shd Arab-PK;shi Tfng-MA;
            shm Arab-IR;shn Mymr-MM;shu Arab-TD;shv Arab-OM;si Sinh-LK;sia Cyrl-RU;sip Tibt-IN;siy Arab-IR;
            siz Arab-EG;sjc Hans-CN;sjd Cyrl-RU;sjp Deva-IN;sjt Cyrl-RU;sk Latn-SK;skb Thai-TH;skj Deva-NP;
            skr Arab-PK;sl Latn-SI;sle Knda-IN;sm Latn-WS;smh Yiii-CN;smp Samr-IL;smu Khmr-KH;smy Arab-IR;
            sn Latn-ZW;so Latn-SO;soa Tavt-TH;sog Sogd-UZ;soi Deva-NP;sou Thai-TH;spt Tibt-IN;spv Orya-IN;
            sq Latn-AL;sqo Arab-IR;sqq Laoo-LA;sqt Arab-YE;sr Cyrl-RS;sr-ME Latn-ME;sr-RO Latn-RO;
            sr-TR Latn-TR;srb Sora-IN;srh Arab-CN;srx Deva-IN;srz Arab-IR;ss Latn-ZA;ssh Arab-AE;sss Laoo-LA;
            st Latn-ZA;sts Arab-AF;stu Lana-MM;stu-CN Tale-CN;stv Ethi-ET;sty Cyrl-RU;su Latn-ID;suz Deva-NP;
            sv Latn-SE;sva Geor-GE;sw Latn-TZ;swb Arab-YT;swi Hani-CN;swv Deva-IN;sxu Runr-DE;syc Syrc-TR;
            syl Beng-BD;syn Syrc-IR;syr Syrc-IQ;syw Deva-NP;ta Taml-IN;tab Cyrl-RU;taj Deva-NP;tbk Tagb-PH;
            tcn Deva-NP;tco Mymr-MM;tcx Taml-IN;tcy Knda-IN;tda Tfng-NE;tdb Deva-IN;tdd Tale-CN;tdg Deva-NP;
            tdh Deva-NP;te Telu-IN;tes Java-ID;tg Cyrl-TJ;tg-PK Arab-PK;tge Deva-NP;tgf Tibt-BT;th Thai-TH;
            the Deva-NP;thf Deva-NP;thi Tale-LA;thl Deva-NP;thm Thai-TH;thq Deva-NP;thr Deva-NP;ths Deva-NP;
            ti Ethi-ET;tig Ethi-ER;tij Deva-NP;tin Cyrl-RU;tjl Mymr-MM;tjo Arab-DZ;tk Latn-TM;tkb Deva-IN;
            tks Arab-IR;tkt Deva-NP;tl Latn-PH;tmr Syrc-IL;tn Latn-ZA;tnv Cakm-BD;to Latn-TO;tov Arab-IR;
            tpu Khmr-KH;tr Latn-TR;tra Arab-AF;trg Hebr-IL;trm Arab-AF;trw Arab-PK;ts Latn-ZA;tsd Grek-GR;
            tsj Tibt-BT;tt Cyrl-RU;tth Laoo-LA;tto Laoo-LA;tts Thai-TH;ttz Deva-NP;tvn Mymr-MM;twm Tibt-IN;
            txg Tang-CN;txo Toto-IN;ty Latn-PF;tyr Tavt-VN;tyv Cyrl-RU;ude Cyrl-RU;udg Mlym-IN;udi Cyrl-RU;
            udm Cyrl-RU;ug Arab-CN;ug-KZ Cyrl-KZ;ug-MN Cyrl-MN;uga Ugar-SY;ugh Cyrl-RU;ugo Thai-TH;
            uk Cyrl-UA;uki Orya-IN;ulc Cyrl-RU;unr Beng-IN;unr-NP Deva-NP;unx Beng-IN;ur Arab-PK;urk Thai-TH;
            ush Arab-PK;uum Grek-GE;uz Latn-UZ;uz-AF Arab-AF;uz-CN Cyrl-CN;uzs Arab-AF;vaa Taml-IN;
            vaf Arab-IR;vah Deva-IN;vai Vaii-LR;vas Deva-IN;vav Deva-IN;vay Deva-NP;ve Latn-ZA;vgr Arab-PK;
            vi Latn-VN;vjk Deva-IN;vmd Knda-IN;vmh Arab-IR;vo Latn-001;wa Latn-BE;wal Ethi-ET;wbk Arab-AF;
            wbq Telu-IN;wbr Deva-IN;wle Ethi-ET;wly Deva-NP;wme Deva-NP;wne Arab-PK;wni Arab-KM;wo Latn-SN;
            wsg Telu-IN;wsv Arab-AF;wtm Deva-IN;wuu Hans-CN;xag Aghb-AZ;xal Cyrl-RU;xan Ethi-ET;xas Cyrl-RU;
            xco Chrs-UZ;xcr Cari-TR;xdq Cyrl-RU;xh Latn-ZA;xhe Arab-PK;xhm Khmr-KH;xis Orya-IN;xka Arab-PK;
            xkc Arab-IR;xkf Tibt-BT;xkj Arab-IR;xkk Khmr-KH;xkp Arab-IR;xlc Lyci-TR;xld Lydi-TR;xly Elym-IR;
            xmf Geor-GE;xmn Mani-CN;xmr Merc-SD;xna Narb-SA;xnr Deva-IN;xpg Grek-TR;xpi Ogam-GB;xpm Cyrl-RU;
            xpr Prti-IR;xrm Cyrl-RU;xrn Cyrl-RU;xsa Sarb-YE;xsd Sidt-TR;xsr Deva-NP;xtq Brah-IR;xua Taml-IN;
            xub Taml-IN;xuj Taml-IN;xve Ital-IT;xvi Arab-AF;xwo Cyrl-RU;xzh Marc-CN;yai Cyrl-TJ;ybh Deva-NP;
            ybi Deva-NP;ydg Arab-PK;yea Mlym-IN;yej Grek-GR;yeu Telu-IN;ygp Plrd-CN;yhd Hebr-IL;yi Hebr-UA;
            yig Yiii-CN;yih Hebr-DE;yin Mymr-MM;yiv Yiii-CN;ykg Cyrl-RU;ykh Cyrl-MN;yna Plrd-CN;ynk Cyrl-RU;
            yo Latn-NG;yoi Jpan-JP;yoy Thai-TH;yrk Cyrl-RU;ysd Yiii-CN;ysn Yiii-CN;ysp Yiii-CN;ysr Cyrl-RU;
            ysy Plrd-CN;yud Hebr-IL;yue Hant-HK;yue-CN Hans-CN;yug Cyrl-RU;yux Cyrl-RU;ywq Plrd-CN;
            ywu Plrd-CN;za Latn-CN;zau Tibt-IN;zba Arab-001;zch Hani-CN;zdj Arab-KM;zeh Hani-CN;zen Tfng-MR;
            zgb Hani-CN;zgh Tfng-MA;zgm Hani-CN;zgn Hani-CN;zh Hans-CN;zh-AU Hant-AU;zh-BN Hant-BN;
            zh-GB Hant-GB;zh-GF Hant-GF;zh-HK Hant-HK;zh-ID Hant-ID;zh-MO Hant-MO;zh-PA Hant-PA;
            zh-PF Hant-PF;zh-PH Hant-PH;zh-SR Hant-SR;zh-TH Hant-TH;zh-TW Hant-TW;zh-US Hant-US;
            zh-VN Hant-VN;zhd Hani-CN;zkn Mymr-MM;zko Cyrl-RU;zkt Kits-CN;zkz Cyrl-RU;zlj Hani-CN;
            zln Hani-CN;zlq Hani-CN;zqe Hani-CN;zrg Orya-IN;zrp Hebr-FR;zu Latn-ZA;zum Arab-OM;zwa Ethi-ET;
            zyg Hani-CN;zyn Hani-CN;zzj Hani-CN;
            """);

    private LanguageTable() {}

    /** The language, perhaps with a script or a region, that another name stands for, or null. */
    static @Nullable String alias(String language) {
        return ALIASES.get(language);
    }

    /** Script and region of a language, such as {@code Hans-CN}, or null where nothing is known of it. */
    static @Nullable String likely(String language) {
        return LIKELY.get(language);
    }

    private static Map<String, String> pairs(String lines) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : lines.replace("\n", "").split(";", -1)) {
            int space = pair.indexOf(' ');
            if (space > 0) {
                pairs.put(pair.substring(0, space), pair.substring(space + 1));
            }
        }
        return Map.copyOf(pairs);
    }
}
