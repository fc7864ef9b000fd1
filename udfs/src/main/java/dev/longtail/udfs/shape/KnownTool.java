package dev.longtail.udfs.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the shape of a command line needs to know of a tool: how many words behind it are
 * sub-commands, which of its options take the next word as their value, and whether it runs another
 * command. Tools that are not listed have no sub-commands.
 *
 * @param subCommands how many plain words at most are sub-commands
 * @param skip how many plain words come before them ({@code service NAME restart})
 * @param deeper sub-commands that have one more sub-command ({@code git remote add})
 * @param valued options whose value is the next word and might be taken for a sub-command
 * @param runs what follows the tool's own options
 */
record KnownTool(int subCommands, int skip, Set<String> deeper, Set<String> valued, Runs runs) {
  /** What a tool does with the words behind it. */
  enum Runs {
    /** They are its arguments. */
    NOTHING,
    /** Its first plain word begins another command: {@code sudo}. */
    WORDS,
    /** Behind {@code -c} or {@code /c} comes another command: {@code bash}, {@code cmd}. */
    SCRIPT,
    /** As {@link #SCRIPT}, and its first plain word begins another command: PowerShell. */
    POWERSHELL,
    /** The value of one of its options is another command: {@code schtasks /tr}. */
    OPTION,
    /** Behind {@code -exec} comes another command, until {@code ;} or {@code +}. */
    EXEC
  }

  private static final KnownTool UNKNOWN = new KnownTool(0, 0, Set.of(), Set.of(), Runs.NOTHING);

  /** Name, number of sub-commands, those that have one more, options with a value. */
  private static final String WITH_SUB_COMMANDS =
      """
      git|1|remote stash submodule worktree bisect lfs flow notes config reflog sparse-checkout|-C -c --git-dir --work-tree
      docker|1|compose image container volume network system builder buildx swarm stack service node context secret plugin manifest trust|-H --host --context --config -l
      podman|1|image container volume network system pod machine secret play generate|--connection --url
      docker-compose|1||-f --file -p --project-name --profile
      kubectl|1|get describe delete create edit config rollout auth set top certificate expose scale label annotate|-n --namespace --context --kubeconfig -s --server --user --cluster
      oc|1|get describe delete create adm config rollout|-n --namespace
      kubeadm|1|token certs config init upgrade|
      helm|1|repo get show plugin dependency registry|-n --namespace --kube-context
      kind|1|create delete get load export build|
      minikube|1|addons config cache|-p
      aws|2||--profile --region --output --endpoint-url --query
      az|4||
      gcloud|3||--project --account --configuration --format
      gsutil|1||-h -o -u
      terraform|1|state workspace providers|
      vagrant|1|box plugin snapshot|
      ansible-galaxy|2||
      npm|1|run run-script config cache access team|--prefix -w
      yarn|1|run global config cache workspace|--cwd
      pnpm|1|run config store|-C --filter
      npx|1||-p
      cargo|1||--config -C
      rustup|1|toolchain target component default override|
      go|1|mod tool work env|
      dotnet|1|tool nuget workload sln new|
      pip|1|config cache|--proxy
      pip3|1|config cache|--proxy
      pipx|1||
      poetry|1|env cache config self|
      uv|1|pip venv tool python|
      conda|1|env config|
      gem|1||
      bundle|1|config exec|
      composer|1|global|-d
      mvn|1||-f -pl -P
      gradle|1||-p -b
      brew|1|services cask bundle|
      port|1||
      choco|1|source config feature|
      scoop|1|bucket cache config|
      winget|1|source settings|
      apt|1||-o -t -c
      apt-get|1||-o -t -c
      apt-cache|1||-o
      apt-key|1||
      yum|1||-c
      dnf|1|module config-manager copr group|-c
      zypper|1||-R --root
      apk|1||--root -X --repository -p
      snap|1||
      flatpak|1||
      tar|1||-f -C
      ps|1||-u -p -o -C
      systemctl|1||-H -M -t --type --state -p
      loginctl|1||
      timedatectl|1||
      hostnamectl|1||
      networkctl|1||
      nmcli|2||-f -t
      ip|2||-n -netns
      ufw|1||
      openssl|1||
      gh|2||-R --repo
      glab|2||-R
      heroku|1||-a --app
      virsh|1||-c
      vboxmanage|1||
      tmux|1||-L -S -f
      supervisorctl|1||-c
      pm2|1||
      rabbitmqctl|1||-n -q
      zfs|1||
      zpool|1||
      btrfs|2||
      lxc|1|config image network profile storage|
      incus|1|config image network profile storage|
      launchctl|1||
      defaults|1||-host
      diskutil|1|apfs cs appleraid|
      hdiutil|1||
      security|1||
      tmutil|1||
      jamf|1||
      pmset|1||
      xcrun|1||--sdk
      net|1|localgroup group|
      net1|1|localgroup group|
      sc|1||
      reg|1||
      netsh|4||
      wmic|3||
      vssadmin|2||
      fsutil|2||
      wbadmin|2||
      wevtutil|1||
      winrm|1||
      logman|1||
      route|1||
      query|1||
      rclone|1||--config
      restic|1||-r --repo
      borg|1||
      vault|1|kv auth secrets policy token operator|-address -namespace
      consul|1|kv acl|
      nomad|1|job node|-address
      rake|1||-f
      make|1||-C -f -j
      just|1||-f -d
      svn|1||
      hg|1||-R
      bzr|1||
      fossil|1||
      ollama|1||
      certbot|1||
      tailscale|1||
      opkg|1||
      ubus|2||
      adb|1|shell|-s
      fastboot|1||-s
      """;

  /** Wrappers: name, what they run, options with a value. */
  private static final String WRAPPERS =
      """
      sudo|WORDS|-u -g -h -p -C -r -t -U --user --group
      doas|WORDS|-u -C
      env|WORDS|-u -C --unset --chdir
      nohup|WORDS|
      time|WORDS|-f -o
      nice|WORDS|-n
      ionice|WORDS|-c -n
      chrt|WORDS|
      timeout|WORDS|-s -k --signal --kill-after
      gtimeout|WORDS|-s -k
      exec|WORDS|-a
      command|WORDS|
      builtin|WORDS|
      eval|WORDS|
      xargs|WORDS|-n -I -L -P -d -s -E -a -i --max-args --max-procs --delimiter --arg-file --replace
      parallel|WORDS|-j -I -a --jobs
      watch|WORDS|-n --interval
      setsid|WORDS|
      stdbuf|WORDS|-o -i -e
      strace|WORDS|-o -e -p -s -u
      ltrace|WORDS|-o -e -p
      unshare|WORDS|
      busybox|WORDS|
      start|WORDS|
      call|WORDS|
      pkexec|WORDS|--user
      proxychains|WORDS|-f
      proxychains4|WORDS|-f
      torsocks|WORDS|
      caffeinate|WORDS|-t -w
      wsl|WORDS|-d -u
      runas|WORDS|
      psexec|WORDS|-u -p -w -i -n
      psexec64|WORDS|-u -p -w -i -n
      ssh|WORDS 1|-p -i -o -l -L -R -D -F -J -b -c -E -m -Q -S -w -W -B -e -I -O
      chroot|WORDS 1|
      flock|WORDS 1|-w -E
      schtasks|OPTION|/tr
      forfiles|OPTION|/c
      ansible|OPTION|-a --args
      find|EXEC|
      fd|EXEC|
      bash|SCRIPT|
      sh|SCRIPT|
      zsh|SCRIPT|
      dash|SCRIPT|
      ash|SCRIPT|
      ksh|SCRIPT|
      fish|SCRIPT|
      su|SCRIPT|
      script|SCRIPT|
      cmd|SCRIPT|
      powershell|POWERSHELL|
      pwsh|POWERSHELL|
      iex|POWERSHELL|
      invoke-expression|POWERSHELL|
      """;

  /** Tools whose words that begin with a slash are switches, whatever the rest looks like. */
  private static final Set<String> WITH_SWITCHES =
      words(
          """
          cmd powershell pwsh reg schtasks net net1 sc wmic dism tasklist taskkill ipconfig bcdedit
          vssadmin icacls cacls takeown attrib xcopy robocopy copy del erase rd findstr start
          powercfg bitsadmin certutil certreq msiexec regsvr32 rundll32 mshta cscript wscript
          wevtutil gpupdate gpresult systeminfo query quser qwinsta logoff nltest dsquery nbtstat
          auditpol cmdkey diskpart fsutil fltmc sfc chkdsk defrag label msbuild csc installutil
          regasm regsvcs odbcconf forfiles setx assoc ftype mklink subst compact expand extrac32
          esentutil makecab wbadmin reagentc driverquery openfiles tzutil w32tm klist runas psexec
          psexec64 tscon explorer logman typeperf whoami shutdown bootsect bcdboot cipher change
          choice cleanmgr clip cmstp control diskshadow driverquery eventcreate gpfixup ieexec
          infdefaultinstall makecab mode msdt ngen pnputil print regini replace secedit setspn
          sdelete sxstrace tskill vaultcmd verclsid vsjitdebugger waitfor wusa xwizard
          """);

  private static final Map<String, KnownTool> TOOLS = tools();

  /** What is known of the tool of this name, in lower case and without its extension. */
  static KnownTool of(String name) {
    return TOOLS.getOrDefault(name, UNKNOWN);
  }

  /** Whether the words of this tool that begin with a slash are switches rather than paths. */
  static boolean hasSwitches(String name) {
    return WITH_SWITCHES.contains(name);
  }

  /** A wrapper: what it runs, and how many words stand before that. */
  private static KnownTool wrapper(String runs, String options) {
    String[] parts = runs.split(" ");
    int skip = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
    return new KnownTool(0, skip, Set.of(), words(options), Runs.valueOf(parts[0]));
  }

  private static Map<String, KnownTool> tools() {
    Map<String, KnownTool> tools = new HashMap<>();
    WITH_SUB_COMMANDS
        .lines()
        .map(line -> line.split("\\|", -1))
        .forEach(
            cells ->
                tools.put(
                    cells[0],
                    new KnownTool(
                        Integer.parseInt(cells[1]),
                        0,
                        words(cells[2]),
                        words(cells[3]),
                        Runs.NOTHING)));
    tools.put("service", new KnownTool(1, 1, Set.of(), Set.of(), Runs.NOTHING));
    WRAPPERS
        .lines()
        .map(line -> line.split("\\|", -1))
        .forEach(cells -> tools.put(cells[0], wrapper(cells[1], cells[2])));
    return tools;
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>(Arrays.asList(text.trim().split("\\s+")));
    words.remove("");
    return Set.copyOf(words);
  }
}
