package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The patch formats as functions, and what the server makes of each. */
class PatchTest extends ServerTest {
  private static JsonElement parse(String text) {
    return JsonParser.parseString(text.replace('\'', '"'));
  }

  @ParameterizedTest(name = "{0} merged with {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'} | {'a':'c'} | {'a':'c'}",
        "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
        "{'a':'b'} | {'a':null} | {}",
        "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
        "{'a':'c'} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
        "{'e':null} | {'a':1} | {'e':null,'a':1}"
      })
  void mergePatch(String target, String patch, String expected) {
    assertThat(MergePatch.apply(parse(target), parse(patch))).isEqualTo(parse(expected));
  }

  @ParameterizedTest(name = "{0} patched with {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1} | [{'op':'add','path':'/b','value':2}] | {'a':1,'b':2}",
        "{'a':[1,3]} | [{'op':'add','path':'/a/1','value':2}] | {'a':[1,2,3]}",
        "{'a':[1]} | [{'op':'add','path':'/a/-','value':2}] | {'a':[1,2]}",
        "{'a':1,'b':2} | [{'op':'remove','path':'/a'}] | {'b':2}",
        "{'a':[1,2]} | [{'op':'replace','path':'/a/0','value':9}] | {'a':[9,2]}",
        "{'a':1} | [{'op':'move','from':'/a','path':'/b'}] | {'b':1}",
        "{'a':1} | [{'op':'copy','from':'/a','path':'/b'}] | {'a':1,'b':1}",
        "{'x/y':1,'m~n':2} | [{'op':'remove','path':'/x~1y'},{'op':'remove','path':'/m~0n'}] | {}",
        "{'a':1} | [{'op':'test','path':'/a','value':1},{'op':'remove','path':'/a'}] | {}"
      })
  void jsonPatch(String target, String patch, String expected) {
    assertThat(JsonPatch.apply(parse(target), parse(patch).getAsJsonArray()))
        .isEqualTo(parse(expected));
  }

  @ParameterizedTest(name = "containers of {0} patched with {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'name':'a','image':'1'}] | {'containers':[{'name':'a','image':'2'}]}"
            + " | [{'name':'a','image':'2'}]",
        "[{'name':'a'}] | {'containers':[{'name':'b'}]} | [{'name':'a'},{'name':'b'}]",
        "[{'name':'a'},{'name':'b'}] | {'containers':[{'name':'a','$patch':'delete'}]}"
            + " | [{'name':'b'}]",
        "[{'name':'a'},{'name':'b'}] | {'containers':[{'name':'c'},{'$patch':'replace'}]}"
            + " | [{'name':'c'}]",
        "[{'name':'a'},{'name':'b'}] | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}"
            + " | [{'name':'b'},{'name':'a'}]",
        "[{'name':'a','env':[{'name':'x','value':'1'}]}]"
            + " | {'containers':[{'name':'a','env':[{'name':'y','value':'2'}]}]}"
            + " | [{'name':'a','env':[{'name':'x','value':'1'},{'name':'y','value':'2'}]}]",
        "[{'name':'a','args':['1','2']}] | {'containers':[{'name':'a','args':['3']}]}"
            + " | [{'name':'a','args':['3']}]"
      })
  void strategicMergePatch(String containers, String patch, String expected) {
    JsonObject target = new JsonObject();
    target.add("containers", parse(containers));
    JsonObject after =
        StrategicMergePatch.apply(target, parse(patch).getAsJsonObject(), Schemas.named("PodSpec"));
    assertThat(after.get("containers")).isEqualTo(parse(expected));
  }

  @Test
  void strategicMergeHandlesSetsRetainedKeysAndReplacement() {
    JsonObject meta = parse("{'finalizers':['a','b'],'labels':{'x':'1'}}").getAsJsonObject();
    Schema schema = Schemas.named("Meta");
    String patch =
        "{'finalizers':['c'],'$deleteFromPrimitiveList/finalizers':['a'],"
            + "'labels':{'$patch':'replace','y':'2'}}";
    assertThat(StrategicMergePatch.apply(meta, parse(patch).getAsJsonObject(), schema))
        .isEqualTo(parse("{'finalizers':['b','c'],'labels':{'y':'2'}}"));
    JsonObject volume = parse("{'name':'v','emptyDir':{}}").getAsJsonObject();
    String retain = "{'$retainKeys':['name','hostPath'],'hostPath':{'path':'/x'}}";
    assertThat(StrategicMergePatch.apply(volume, parse(retain).getAsJsonObject(), schema))
        .isEqualTo(parse("{'name':'v','hostPath':{'path':'/x'}}"));
  }

  @Test
  void failedTestOrMissingPathRefusesTheWholePatch() {
    api.post(MAPS, map("m"));
    String failing =
        "[{'op':'add','path':'/data/b','value':'2'},{'op':'test','path':'/data/a','value':'9'}]";
    Api.Answer test = api.patch(MAPS + "/m", Api.JSON_PATCH, failing.replace('\'', '"'));
    Api.Answer missing =
        api.patch(MAPS + "/m", Api.JSON_PATCH, "[{\"op\":\"remove\",\"path\":\"/data/none\"}]");

    assertThat(test.code()).isEqualTo(422);
    assertThat(missing.code()).isEqualTo(422);
    assertThat(api.get(MAPS + "/m").body().getAsJsonObject("data").keySet()).containsOnly("a");
  }

  @Test
  void customResourcesTakeNoStrategicMergePatch() {
    api.post(LWS, lws("l"));
    Api.Answer answer = api.patch(LWS + "/l", Api.STRATEGIC, "{\"spec\":{\"replicas\":3}}");
    assertThat(answer.code()).isEqualTo(415);
    assertThat(answer.string("reason")).isEqualTo("UnsupportedMediaType");
    assertThat(api.patch(LWS + "/l", "text/plain", "x").code()).isIn(400, 415);
  }

  @Test
  void patchThatNamesAVersionIsConditional() {
    String version = api.post(MAPS, map("m")).version();
    String patch = "{\"metadata\":{\"resourceVersion\":\"%s\"},\"data\":{\"a\":\"%s\"}}";
    assertThat(api.patch(MAPS + "/m", Api.MERGE, patch.formatted(version, "2")).code())
        .isEqualTo(200);
    assertThat(api.patch(MAPS + "/m", Api.MERGE, patch.formatted(version, "3")).code())
        .isEqualTo(409);
  }
}
